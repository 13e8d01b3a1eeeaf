/* The site on which the dispatch and the busbar are tested, as `site` for setup and teardown: model_site with one feed, whose relay trips at 11 MW for
 * 10 s, and 14 sets. */
#ifndef MWTOP_TEST_DISPATCH_SITE_H
#define MWTOP_TEST_DISPATCH_SITE_H

#include "model_site.h"

static struct site *site;

static inline int make_site(void **state) {
	(void)state;
	site = model_site(1, 14);
	site->feed[0].trip_mw = 11;
	site->feed[0].trip_s = 10;
	return 0;
}

static inline int free_site(void **state) {
	(void)state;
	site_free(site);
	return 0;
}

#endif
