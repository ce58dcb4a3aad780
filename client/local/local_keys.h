// What opens the local page: the one-time link that the terminal shows, and what it is exchanged for. One browser at a
// time: whoever uses a new link ends the window before. All are 256 random bits, compared in constant time, and live
// in memory alone.
#pragma once

#include <string>
#include <string_view>

namespace minsync {

class LocalKeys {
 public:
  LocalKeys();

  // The one that the next link bears.
  const std::string& once() const { return once_; }
  // Spends the link if it is the one: a new cookie and key, and a new link. False otherwise.
  bool admit(std::string_view once);

  // Browsers send a host's cookies to all of its ports, so another program's page on this machine could learn the
  // cookie, but not the key, which a script keeps in its origin's own storage and sends as a header. Data needs both.
  const std::string& cookie() const { return cookie_; }
  const std::string& key() const { return key_; }
  bool cookie_fits(std::string_view cookie) const;
  bool key_fits(std::string_view key) const;

 private:
  std::string once_, cookie_, key_;  // cookie and key are "" until the first link was used
};

}  // namespace minsync
