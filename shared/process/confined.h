// What every program of ours asks of the system first.
#pragma once

#include <cstddef>

namespace minsync {

// Memory holds keys and personal data, so it must not get onto the disk when the program falls: no core files, also of
// the programs that it starts, and no reading by other processes of the same user (ptrace). To be called first in main.
void leave_no_core();

// For a program that handles much at once, again and again: what it freed is kept for the next time, up to some 32 MiB.
void keep_freed_memory();

// For a program of many threads, before it begins any: what one of them freed serves the others. By itself glibc has up
// to eight pools for each processor, and each of them keeps the most that its threads ever needed.
void share_freed_memory();

// Lets this process have as many open files as the system lets it raise that to. Returns that number.
std::size_t raise_open_files();

}  // namespace minsync
