"""The client's command line: python3 -m protocol_client COMMAND --data DIR …"""
import argparse
import json
import sys
from pathlib import Path
from uuid import UUID

from . import bundle, display, files, forms, signing
from .batch import decode_batch
from .client import ProtocolClient
from .errors import HubError, ProtocolError


def record_as_json(client, record_id):
    stored = client.store.records.get(record_id)
    form = client.form_of(record_id)
    result = {"id": str(record_id), "form": form, "unit": stored.unit if stored else None,
              "version": stored.version if stored else 0, "deleted": bool(stored and stored.deleted),
              "fields": {str(f): forms.plain_value(v) for f, v in client.shown_fields(record_id).items()},
              "groups": {}, "pending": []}
    for group in sorted(stored.groups.values(), key=lambda g: g.number) if stored else ():
        result["groups"][str(group.number)] = {
            "version": group.version, "shown": [forms.plain_value(v) for v in group.shown],
            "heads": [[forms.plain_value(v) for v in head.values] for head in group.heads]}
    for pending in display.pending_of(client.store, record_id):
        result["pending"].append({"sequence": pending.edit.id.sequence, "state": pending.state})
    return result


def parsed_fields(form, fields):
    return {int(number): forms.parse_value(form, int(number), value) for number, value in fields.items()}


def run_enrol(client, arguments):
    return client.enrol(arguments.code, arguments.hub, arguments.name)


def run_new(client, _):
    data = json.load(sys.stdin)
    record = client.new_record(data["form"], parsed_fields(data["form"], data["fields"]), data.get("unit"),
                               data.get("note", ""))
    return {"id": str(record)}


def run_change(client, _):
    data = json.load(sys.stdin)
    record = UUID(data["id"])
    client.change(record, parsed_fields(client.form_of(record), data["fields"]), data.get("note", ""))
    return {"id": str(record)}


def run_remove(client, arguments):
    client.remove(UUID(arguments.id))
    return {"id": arguments.id}


def run_sync(client, _):
    rounds = client.sync()
    return {"rounds": rounds, "records": len(client.store.records), "pending": len(client.store.pending),
            "epoch": client.store.epoch, "incarnation": client.store.incarnation, "copied": client.store.copied,
            "refused": [{"sequence": r.sequence, "reason": r.reason, "args": r.arguments, "field": r.field}
                        for r in client.refused()]}


def run_attach(client, arguments):
    data = Path(arguments.file).read_bytes()
    client.change(UUID(arguments.id), {int(arguments.field): files.reference_text(data, Path(arguments.file).name)})
    client.sync()
    return {"pieces": files.send(client, arguments.id, data)}


def run_fetch(client, arguments):
    reference = client.shown_fields(UUID(arguments.id))[int(arguments.field)]
    data = files.fetch(client, arguments.id, reference)
    Path(arguments.file).write_bytes(data)
    return {"bytes": len(data)}


def run_bundle_up(client, arguments):
    data = client.bundle_up()
    client.store.save()
    with open(arguments.file, "wb") as file:
        file.write(data)
    return {"bytes": len(data)}


def run_bundle_read(_, arguments):
    with open(arguments.file, "rb") as file:
        up = bundle.decode_up(file.read())
    batches = [decode_batch(batch[:-signing.SIGNATURE_BYTES]) for batch, _ in up.parts if batch]
    return {"device": str(up.request.device), "edits": sum(len(batch.edits) for batch in batches)}


def run_dump(client, _):
    return [record_as_json(client, record) for record in client.record_ids()]


def run_digest(client, _):
    return {"digest": client.digest()}


def parser():
    result = argparse.ArgumentParser(prog="protocol_client", description="A second client for Minsync.")
    commands = result.add_subparsers(dest="command", required=True)
    for name, run, text in (
            ("enrol", run_enrol, "enrol this folder with a code"),
            ("new", run_new, 'create a record: {"form": …, "fields": {"1": …}, "unit": …} on standard input'),
            ("change", run_change, 'change a record: {"id": …, "fields": {"1": …}} on standard input'),
            ("remove", run_remove, "remove a record"), ("sync", run_sync, "exchange with the hub until done"),
            ("attach", run_attach, "attach a file to a record's field, sync and send it"),
            ("fetch", run_fetch, "write the file of a record's field"),
            ("bundle-up", run_bundle_up, "write everything unsent into a bundle"),
            ("bundle-read", run_bundle_read, "check what openssl opened of a bundle and count its edits"),
            ("dump", run_dump, "all records"), ("digest", run_digest, "the digest of the hub's state held here")):
        command = commands.add_parser(name, help=text)
        command.add_argument("--data", required=True, metavar="DIR")
        command.set_defaults(run=run)
        if name == "enrol":
            command.add_argument("code")
            command.add_argument("--hub", metavar="https://HOST:PORT", help="instead of the code's address")
            command.add_argument("--name", default="protocol client")
        if name.startswith("bundle-"):
            command.add_argument("file")
        if name in ("remove", "attach", "fetch"):
            command.add_argument("id")
        if name in ("attach", "fetch"):
            command.add_argument("field")
            command.add_argument("file")
    return result


def main():
    arguments = parser().parse_args()
    try:
        result = arguments.run(ProtocolClient(arguments.data), arguments)
    except ProtocolError as fault:
        error = {"kind": type(fault).__name__, "text": str(fault)}
        if isinstance(fault, HubError):
            error.update(status=fault.status, id=fault.message_id, args=fault.arguments)
        json.dump({"error": error}, sys.stderr, ensure_ascii=False)
        sys.stderr.write("\n")
        return 1
    json.dump(result, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
