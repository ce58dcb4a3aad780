// The pieces that edits, states and receipts are made of, one after the other (PROTOCOL.md, "Bytes", "Pieces"). Writers
// take what keeps the limits of edit.h and record.h; readers reject what does not. Pure functions; any thread.
#pragma once

#include <string>
#include <vector>

#include "sync_protocol/codec/bytes.h"
#include "sync_protocol/codec/limits.h"
#include "sync_protocol/edit.h"
#include "sync_protocol/record.h"

namespace minsync {

// Valid UTF-8 (RFC 3629) without U+0000.
bool is_plain_text(std::string_view bytes);
std::string read_text(ByteReader& in, std::size_t most);

void write_version(ByteWriter& out, Version version);
Version read_version(ByteReader& in);
void write_stamp(ByteWriter& out, Stamp stamp);
Stamp read_stamp(ByteReader& in);
void write_edit_id(ByteWriter& out, const EditId& id);
EditId read_edit_id(ByteReader& in);
void write_origin(ByteWriter& out, const Origin& origin);
Origin read_origin(ByteReader& in);
void write_digest(ByteWriter& out, EditDigest digest);  // 8 bytes, the highest first
EditDigest read_digest(ByteReader& in);
// Ascending, and of one incarnation not touching each other.
bool ranges_ascend(const std::vector<SequenceRange>& ranges);
// Their number is written and bounded by the caller.
void write_ranges(ByteWriter& out, const std::vector<SequenceRange>& ranges);
void read_ranges(ByteReader& in, std::vector<SequenceRange>& ranges);
void write_base(ByteWriter& out, const Base& base);
void read_base(ByteReader& in, Base& base);
void write_values(ByteWriter& out, const std::vector<FieldValue>& values);
std::vector<FieldValue> read_values(ByteReader& in);
// Group numbers ascend, from 1: each is written as its distance from the one before (0 before the first).
void write_group_number(ByteWriter& out, GroupNumber group, GroupNumber before);
GroupNumber read_group_number(ByteReader& in, GroupNumber before);

bool strictly_ascending(const Options& options);

}  // namespace minsync
