/* A log for the one who debugs: to the file of $MWTOP_LOG, never to the terminal; nothing without it. */
#ifndef MWTOP_LOG_H
#define MWTOP_LOG_H

#include "alloc.h"

void log_line(const char *format, ...) PRINTF_LIKE(1, 2);

#endif
