/* Which keys a place names first in the last row, and in which words: what one can do there and nowhere else. */
#ifndef MWTOP_PLACE_KEYS_H
#define MWTOP_PLACE_KEYS_H

#include "actions.h"

/* "a ack", or two actions of which the keys stand together: "↑↓ rows". */
struct place_key {
	enum action_id id, with; /* with: ACT_NONE, or the second one */
	const char *brief;
};
/* Those of a place (WHERE_ bits), the most needed first, ended by ACT_NONE; none where it has none of its own. */
const struct place_key *place_keys(unsigned where);

#endif
