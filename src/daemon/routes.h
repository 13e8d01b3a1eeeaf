/* What is answered to which request: one row each. The list of the manual comes out of the same rows. */
#ifndef MWTOP_ROUTES_H
#define MWTOP_ROUTES_H

#include "api.h"
#include "station.h"

struct service {
	struct station *station;
	struct api *api;     /* for the counts */
	char *token;         /* NULL: none is demanded */
	const char *version;
};

void routes_answer(void *service, const struct request *request, struct answer *answer); /* an api_handler */
/* Appends the requests in mdoc. */
void routes_doc(struct buf *out);

#endif
