#include <algorithm>
#include <fstream>

#include "hub/target_records/book_import.h"

namespace minsync {
namespace {

Result<std::string> read_text(const std::string& file) {
  if (const auto built_in = built_in_book(file)) return std::string(*built_in);
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    std::string known;
    for (const auto name : built_in_book_names()) known += (known.empty() ? "" : ", ") + std::string(name);
    return fail(FaultKind::bad_input, "targets.no_such_file", {file, known});
  }
  std::string text(kMaxBookBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

// The stored book that a file wants to extend but that is not built in.
const TargetBook* wanted_base(const Fault& fault, const std::vector<TargetBook>& stored) {
  const auto unknown = std::ranges::find(fault.details, "targets.unknown_book", &Fault::id);
  if (unknown == fault.details.end() || unknown->args.size() < 3) return nullptr;
  const auto found = std::ranges::find(stored, unknown->args[2], &TargetBook::name);
  return found == stored.end() ? nullptr : &*found;
}

}  // namespace

Result<BookToImport> open_target_book(const std::string& file, const std::vector<TargetBook>& stored,
                                      std::int32_t year) {
  MINSYNC_ASSIGN(const auto text, read_text(file));
  auto book = read_target_book(text, file);
  BookToImport out;
  if (!book) {
    const TargetBook* base = wanted_base(book.error(), stored);
    if (base == nullptr) return fail(std::move(book).error());
    TargetBook bare = *base;
    bare.allotments.clear();
    bare.progress.clear();
    MINSYNC_ASSIGN(out.whole, read_target_book(text, file, &bare));
  } else {
    out.whole = book_of_year(*book, year);
    out.own = out.whole;
    if (!book->extends.empty()) {
      MINSYNC_ASSIGN(const auto base, read_target_book(built_in_book(book->extends).value(), book->extends));
      out.own = book_of_year(base, year);
    }
  }
  if (out.whole.items.empty()) {
    return fail(FaultKind::bad_input, "targets.no_items_of_year", {file, std::to_string(year)});
  }
  return out;
}

}  // namespace minsync
