"""Where a client's folder is: a copied or restored one is found to be at another place."""
from pathlib import Path


def place_of(folder):
    """Changes when the folder is moved, copied, put back from a backup, or taken to another machine."""
    machine = Path("/etc/machine-id")
    place = [machine.read_text().strip() if machine.exists() else "", str(Path(folder).resolve())]
    key = Path(folder, "device.pem")
    if key.exists():
        # The key is never written again, and the time of a file's making cannot be copied.
        status = key.stat()
        place += [status.st_ino, status.st_ctime_ns]
    return place
