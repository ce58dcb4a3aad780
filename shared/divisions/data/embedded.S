// The data files as they are, so that the programs need none at run time. The paths come from CMakeLists.txt.
  .section .rodata

  .global minsync_units_csv, minsync_units_csv_end
minsync_units_csv:
  .incbin MINSYNC_UNITS_CSV
minsync_units_csv_end:

  .global minsync_lineage_csv, minsync_lineage_csv_end
minsync_lineage_csv:
  .incbin MINSYNC_LINEAGE_CSV
minsync_lineage_csv_end:

  .global minsync_area_codes, minsync_area_codes_end
minsync_area_codes:
  .incbin MINSYNC_AREA_CODES
minsync_area_codes_end:

  .section .note.GNU-stack, "", %progbits
