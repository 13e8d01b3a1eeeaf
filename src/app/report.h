/* The report of an incident: one HTML page, whole in itself, without scripts. Its figures come from the same session as the dashboard's; what is only
 * for the report is counted in report_gather.c. */
#ifndef MWTOP_REPORT_H
#define MWTOP_REPORT_H

#include "buf.h"
#include "session.h"

struct report_request {
	int64_t from_ms, to_ms; /* both inclusive; TIME_NONE: the ends of the recording */
	const char *scenario;   /* a scenario file to compare with; NULL: none */
	const char *source;     /* as it was named */
};
/* Appends the page. Reads all there is up to now. False with err: no sample in the range, a scenario that cannot be read. */
bool report_make(struct session *session, const struct report_request *request, struct buf *out, struct error *err);

#endif
