// What commands that print records, units or persons start from.
#pragma once

#include "hub/admin/context.h"
#include "hub/documents/names.h"
#include "shared/cli/record_json.h"
#include "shared/cli/table.h"
#include "shared/divisions/in_use.h"
