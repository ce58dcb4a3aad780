#include "shared/forms/nearest.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "shared/forms/characters.h"

namespace minsync {
namespace {

std::size_t edit_distance(const std::u32string& a, const std::u32string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replaced}));
    }
  }
  return row[b.size()];
}

}  // namespace

std::string nearest_names(std::string_view typed, const std::vector<std::string>& known, std::size_t limit) {
  const auto wanted = characters(typed.substr(0, 200));
  std::vector<std::pair<std::size_t, std::size_t>> ranked;  // distance, place in `known`
  for (std::size_t i = 0; i < known.size(); ++i) ranked.emplace_back(edit_distance(wanted, characters(known[i])), i);
  std::sort(ranked.begin(), ranked.end());
  std::string out;
  for (std::size_t i = 0; i < std::min(limit, ranked.size()); ++i)
    out += (i == 0 ? "" : ", ") + known[ranked[i].second];
  return out + (ranked.size() > limit ? ", …" : "");
}

}  // namespace minsync
