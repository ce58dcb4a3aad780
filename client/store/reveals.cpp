#include "client/store/reveals.h"

namespace minsync {

Status note_reveal(ClientStore& store, const Reveal& reveal, std::uint64_t now_ms) {
  return store.database().run("INSERT INTO reveal (at_ms, user, command, object, count) VALUES (?, ?, ?, ?, ?)", now_ms,
                              std::string_view(store.acting_user()), std::string_view(reveal.command),
                              std::string_view(reveal.object).substr(0, kLongestObject), reveal.count);
}

Result<std::vector<NotedReveal>> reveals(ClientStore& store, std::size_t limit) {
  MINSYNC_ASSIGN(
      auto rows,
      store.database().query(
          "SELECT number, at_ms, command, object, count, user FROM reveal ORDER BY number DESC LIMIT ?", limit));
  std::vector<NotedReveal> all;
  for (;;) {
    MINSYNC_ASSIGN(const bool more, rows.step());
    if (!more) return all;
    all.push_back({rows.number(0),
                   rows.number(1),
                   std::string(rows.text(5)),
                   {std::string(rows.text(2)), std::string(rows.text(3)), static_cast<std::size_t>(rows.number(4))}});
  }
}

}  // namespace minsync
