#include "hub/front/private_network.h"

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <string>

namespace minsync {
namespace {

bool write_file(const char* path, const std::string& text) {
  const int fd = ::open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ::close(fd);
  return written;
}

// Who is not root may have a network of his own only among users of his own; he stays who he is there.
bool map_user(uid_t user, gid_t group) {
  const auto same = [](auto id) { return std::to_string(id) + " " + std::to_string(id) + " 1"; };
  // The files in /proc of a process that leaves no core (shared/process) are root's.
  const int dumpable = ::prctl(PR_GET_DUMPABLE);
  ::prctl(PR_SET_DUMPABLE, 1);
  const bool mapped = write_file("/proc/self/setgroups", "deny") && write_file("/proc/self/uid_map", same(user)) &&
                      write_file("/proc/self/gid_map", same(group));
  ::prctl(PR_SET_DUMPABLE, dumpable);
  return mapped;
}

bool bring_up_loopback() {
  const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  ifreq loopback{};
  std::memcpy(loopback.ifr_name, "lo", 3);
  bool up = ::ioctl(fd, SIOCGIFFLAGS, &loopback) == 0;
  loopback.ifr_flags = static_cast<short>(loopback.ifr_flags | IFF_UP);
  up = up && ::ioctl(fd, SIOCSIFFLAGS, &loopback) == 0;
  ::close(fd);
  return up;
}

bool leave() {
  const uid_t user = ::geteuid();
  const gid_t group = ::getegid();
  if (::unshare(CLONE_NEWNET) == 0) return bring_up_loopback();
  return ::unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0 && map_user(user, group) && bring_up_loopback();
}

}  // namespace

bool private_network_possible() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(leave() ? 0 : 1);
  int status = 1;
  return child > 0 && ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// A part of the way would leave the process without any network, so it is tried by another one first.
Status enter_private_network() {
  if (private_network_possible() && leave()) return {};
  return fail(FaultKind::failed, "network.no_private_network");
}

}  // namespace minsync
