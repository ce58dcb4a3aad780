// A target book (YAML), and for a text behind a line "---" one that extends it.
#include "hub/targets/target_book.h"

#include "hub/targets/rank.h"
#include "tests/fuzz/fuzz.h"

namespace minsync::fuzz {
namespace {

void use(const TargetBook& book) {
  for (const std::int32_t day : {0, 17'000, 17'400}) {
    measure_progress(book, book.progress, day);
    for (const auto& score : rank_counties(book, book.progress, day)) {
      require(score.base.value >= 0 && score.base <= book.scoring.maximum, "points keep within the rule");
      require(score.total.value == score.base.value + score.bonus.value - score.deduction.value,
              "the total is the sum of what is told");
    }
  }
  book_of_year(book, book.first_year);
}

}  // namespace

void run(std::string_view input) {
  const auto [text, extending] = split_text(input);
  const auto book = read_target_book(text, "book.yaml");
  if (!book) return;
  use(*book);
  if (extending.empty()) return;
  if (const auto other = read_target_book(extending, "allotments.yaml", &*book)) use(*other);
}

}  // namespace minsync::fuzz
