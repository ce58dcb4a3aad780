#include "client/exchange/attaching.h"

#include <algorithm>

#include "shared/crypto/crypto.h"

namespace minsync {
namespace {

constexpr const char* kSource = "page";

std::string text_of(const FieldValues& values, FieldNumber number) {
  const auto found = values.find(number);
  const auto* text = found == values.end() ? nullptr : std::get_if<std::string>(&found->second);
  return text == nullptr ? std::string() : *text;
}

}  // namespace

Result<FileReference> keep_file(ClientStore& store, const std::string& name, std::string_view bytes,
                                std::uint64_t most) {
  if (bytes.empty()) return fail(FaultKind::bad_input, "files.empty", {name});
  if (bytes.size() > most) return fail(FaultKind::bad_input, "files.too_large", {name, std::to_string(most)});
  const ContentFolder folder(files_folder_of(store.folder()));
  const FileReference reference{sha256(bytes), bytes.size(), clean_file_name(name)};
  if (folder.size_of(reference.hash)) return reference;
  // The power may have failed when it was kept before.
  const auto begin = std::min<std::uint64_t>(folder.arrived(reference.hash, kSource), bytes.size());
  MINSYNC_TRY(folder.append(reference.hash, kSource, begin, bytes.substr(begin)));
  MINSYNC_TRY(folder.finish(reference.hash, kSource));
  return reference;
}

Status note_files(ClientStore& store, const Form& form, RecordId record, const FieldValues& before,
                  const FieldValues& after, bool must_be_here) {
  const ContentFolder folder(files_folder_of(store.folder()));
  for (const auto& field : form.fields) {
    if (field.type != FieldType::file) continue;
    const auto text = text_of(after, field.number);
    const auto reference = parse_file_reference(text);
    if (!reference || text == text_of(before, field.number)) continue;
    if (folder.size_of(reference->hash)) {
      MINSYNC_TRY(note_attached(store, *reference, record));
    } else if (must_be_here) {
      return fail(FaultKind::bad_input, "client.file_not_here", {reference->name});
    }
  }
  return {};
}

Result<FileReference> file_in(const Form& form, const Field& field, const FieldValues& shown) {
  if (field.type != FieldType::file) return fail(FaultKind::bad_input, "client.no_file_field", {form.name, field.name});
  const auto reference = parse_file_reference(text_of(shown, field.number));
  if (!reference) return fail(FaultKind::bad_input, "client.no_file", {field.name});
  return *reference;
}

}  // namespace minsync
