/* Reading a site from a text that the scanner has passed. */
#ifndef MWTOP_LINE_SITE_H
#define MWTOP_LINE_SITE_H

#include "error.h"
#include "site.h"

/* `text` is a whole JSON object: the site itself or {"site":{...}}. NULL with err "gen.G03.rated_kw: why" and in *column where in
 * the text that stands (from 1). The caller owns the site; its json is not set. */
struct site *line_site_read(const char *text, size_t length, struct error *err, size_t *column);

#endif
