// Texts as the search index holds them, and what a user types as a query of it. Pure functions.
//
// The index knows words apart by blanks. A run of letters, digits or Chinese characters becomes its pairs, each the
// beginning of the next: 保俶路 is 保俶 俶路 路. So any part of a run is a phrase of pairs, and pairs are rare enough
// that phrases are found fast, where single letters stand in every record.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/store/record_tables.h"

namespace minsync {

struct SearchWords {
  std::string texts, initials, numbers;
};

// Of what the record shows: `texts` of its texts and chosen options (in Chinese), `initials` of texts of at most 200
// characters, `numbers` the sensitive numbers, whole and their last four, as they are shown masked: nobody is to feel
// his way through one digit by digit.
SearchWords search_words(const Form& form, const StoredRecord& record);

// Unix ms of the newest change in the record that a township made, as far as the record tells: what somebody else wrote
// over it does not count. 0 for none.
std::int64_t township_change_ms(const StoredRecord& record);

// FNV-1a of everything that the index takes from a record: another one, and the record is put in anew.
std::int64_t print_of(const StoredRecord& record);

// An FTS5 expression; "" if nothing is asked for, or a single ASCII letter. Words apart by blanks must all be there,
// wherever.
std::string search_expression(std::string_view typed);

}  // namespace minsync
