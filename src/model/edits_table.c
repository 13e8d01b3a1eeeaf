/* The grammar of edits, a row for each verb, and what the rows say to people. */
#include "edits_table.h"

const struct edit_row edit_rows[EDIT_VERB_COUNT] = {
	[EDIT_GEN_TRIP] = { "gen", "trip", VALUE_NONE, false, "gen G07|all trip",
		"the set's breaker opens, and it stays off until restore" },
	[EDIT_GEN_START] = { "gen", "start", VALUE_NONE, false, "gen G07|all start",
		"the set starts in its own time, and stays on whatever the load" },
	[EDIT_GEN_STOP] = { "gen", "stop", VALUE_NONE, false, "gen G07|all stop",
		"the set is unloaded, opens its breaker, and stays off" },
	[EDIT_GEN_RESTORE] = { "gen", "restore", VALUE_NONE, false, "gen G07|all restore",
		"a set that is tripped, locked out or out of service may run again; starts and stops are automatic again" },
	[EDIT_GEN_MAX] = { "gen", "max", VALUE_KW, false, "gen G07|all max 1800kW",
		"the set gives at most this, up to its rating; 0 takes it out of service" },
	[EDIT_FEED_LOSE] = { "feed", "lose", VALUE_NONE, false, "feed TVA|all lose",
		"the feed opens; a bus that it leaves without a grid is an island" },
	[EDIT_FEED_RESTORE] = { "feed", "restore", VALUE_NONE, false, "feed TVA|all restore",
		"the feed closes again" },
	[EDIT_FEED_LIMIT] = { "feed", "limit", VALUE_MW, false, "feed TVA|all limit 50MW",
		"the feed may import this much from then on; 0 takes it out of service" },
	[EDIT_FEED_IMPORT] = { "feed", "import", VALUE_MW, false, "feed TVA|all import 4.2MW",
		"the import that the sets leave to the feed" },
	[EDIT_FEED_PROMISE] = { "feed", "promise", VALUE_DATE_MW, false, "feed TVA|all promise 2024-08-15 50MW",
		"the limit from that date on; replaces the promise of that date, or of as many megawatts" },
	[EDIT_GPU_ONLINE] = { "gpu", "online", VALUE_COUNT, true, "gpu online 32000 [over 40m]",
		"the number of GPUs that are powered, at once or evenly over the time" },
	[EDIT_GPU_CAP] = { "gpu", "cap", VALUE_W, true, "gpu cap 402W [over 90s]",
		"the power cap of each GPU, at once or evenly over the time" },
	[EDIT_GPU_DRAW] = { "gpu", "draw", VALUE_W, false, "gpu draw 548W",
		"what a GPU takes in training where no cap holds it" },
	[EDIT_GPU_MODEL] = { "gpu", "model", VALUE_MODEL, false, "gpu model B200",
		"all GPUs are of this model: its TDP, range of caps and overhead" },
	[EDIT_JOB_START] = { "job", "start", VALUE_NONE, true, "job start [over 90s]",
		"the ready GPUs begin to train, at once or one after the other over the time" },
	[EDIT_JOB_STALL] = { "job", "stall", VALUE_DURATION, false, "job stall 30s",
		"all GPUs of the job wait for so long, then go on" },
	[EDIT_JOB_STOP] = { "job", "stop", VALUE_NONE, false, "job stop",
		"the job ends" },
	[EDIT_TRAINING_START] = { "training", "start", VALUE_TIME, false, "training start TIME",
		"training is to start then" },
	[EDIT_TRAINING_HOLD] = { "training", "hold", VALUE_NONE, false, "training hold",
		"training does not start until go" },
	[EDIT_TRAINING_GO] = { "training", "go", VALUE_NONE, false, "training go",
		"ends a hold" },
	[EDIT_TRAINING_GPUS] = { "training", "gpus", VALUE_COUNT, false, "training gpus 24500",
		"how many GPUs training needs" },
	[EDIT_SITE_PUE] = { "site", "pue", VALUE_FACTOR, false, "site pue 1.15",
		"power of the facility per power of its computers, 1 to 5" },
	[EDIT_SITE_OVERHEAD] = { "site", "overhead", VALUE_W, false, "site overhead 525W",
		"what a server takes beside its GPU, per GPU" },
	[EDIT_SITE_RESERVE] = { "site", "reserve", VALUE_MW, false, "site reserve 2.5MW",
		"spinning reserve that the site wants to keep" },
	[EDIT_SITE_STANCE] = { "site", "stance", VALUE_STANCE, false, "site stance n0|n1-set|n1-feed",
		"the security that the site accepts: none, the loss of the largest set, of the largest feed" },
	[EDIT_SITE_AUX] = { "site", "aux", VALUE_MW, false, "site aux 1.05MW",
		"what the site takes beside the GPUs" },
	[EDIT_SITE_INLET] = { "site", "inlet", VALUE_CELSIUS, false, "site inlet 40C",
		"temperature of the air at the sets; heat lowers what they can give" },
};

const char *const edit_nouns[] = { "gen", "feed", "gpu", "job", "training", "site", NULL };

const char *edit_usage(size_t index) {
	return index < EDIT_VERB_COUNT ? edit_rows[index].usage : NULL;
}

const char *edit_meaning(size_t index) {
	return index < EDIT_VERB_COUNT ? edit_rows[index].meaning : NULL;
}
