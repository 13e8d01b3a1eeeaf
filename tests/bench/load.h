/* Many stream clients of one daemon in one epoll loop. Each takes its answer apart to the last line (answer.h) and keeps the hash and the
 * time of every line; afterwards all of that is held against what the daemon recorded. Some clients may be slow: they ask and never read. */
#ifndef MWTOP_BENCH_LOAD_H
#define MWTOP_BENCH_LOAD_H

#include <stdbool.h>
#include <stddef.h>

struct load_options {
	int port;
	int count, slow;     /* clients in all, and those of them that never read */
	bool packed;         /* zstd */
};

struct load_result {     /* of the clients that read, but for cut and named */
	size_t frames;       /* of all clients together */
	size_t behind;       /* frames by which one was behind at worst, half a second after each was due */
	size_t lost, doubled;
	size_t other;        /* lines that are not what was recorded, and answers with a fault */
	size_t dropped;      /* connections that ended */
	double late_ms, late_99_ms; /* after the client that had the frame first: half of them, 99 of 100 */
	size_t cut;          /* slow clients whose answer was cut off before its end */
	size_t named;        /* of these, those the daemon's log says were dropped */
};

struct load;

/* Connects all; NULL after a message when one cannot. */
struct load *load_open(const struct load_options *options);
void load_free(struct load *l);
/* Takes what comes for that long. */
void load_run(struct load *l, int seconds);
/* Fetches what the daemon recorded, looks what became of the slow clients, and compares. `log_text`: the daemon's log. False, after a
 * message, when the recording cannot be had. */
bool load_judge(struct load *l, const char *log_text, struct load_result *out);

#endif
