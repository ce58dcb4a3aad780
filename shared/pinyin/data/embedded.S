// The tables as they are, so that the programs need no files at run time. The paths come from CMakeLists.txt.
  .section .rodata

  .global minsync_pinyin_initials, minsync_pinyin_initials_end
minsync_pinyin_initials:
  .incbin MINSYNC_PINYIN_INITIALS
minsync_pinyin_initials_end:

  .global minsync_pinyin_readings, minsync_pinyin_readings_end
minsync_pinyin_readings:
  .incbin MINSYNC_PINYIN_READINGS
minsync_pinyin_readings_end:

  .section .note.GNU-stack, "", %progbits
