/* An answer of the daemon as it comes from a socket, for clients that must look at all of it: head, chunks, zstd, lines. Nothing of it is
 * kept but the line that has not ended yet. */
#ifndef MWTOP_BENCH_ANSWER_H
#define MWTOP_BENCH_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"

/* A line without its newline; `text` is valid during the call. */
typedef void answer_line(void *data, const char *text, size_t length);

struct answer {
	enum { ANSWER_HEAD, ANSWER_SIZE, ANSWER_DATA, ANSWER_DATA_END, ANSWER_COMPLETE } stage;
	struct buf head;          /* the head, then the line of each chunk's size */
	uint64_t chunk_left;
	bool packed;
	struct ZSTD_DCtx_s *unpacker;
	struct buf line;          /* begun, not ended */
	const char *fault;        /* what is wrong with the answer; NULL: nothing so far */
	answer_line *take;
	void *data;
};

/* `packed`: it was asked for in zstd, and comes so or has a fault. Every line goes to `take`. */
void answer_begin(struct answer *a, bool packed, answer_line *take, void *data);
void answer_free(struct answer *a);
/* The next bytes from the socket; false when the answer has a fault. */
bool answer_take(struct answer *a, const char *bytes, size_t count);

/* A connection to the daemon on the loopback, with the request sent ("GET TARGET" and these header lines); -1 with errno. `receive_bytes`:
 * of the kernel, 0: as usual. */
int answer_ask(int port, const char *target, const char *headers, int receive_bytes);
/* A whole answer that ends by itself; false when it does not come within `limit_ms`, or has a fault. */
bool answer_fetch(int port, const char *target, answer_line *take, void *data, int limit_ms);

#endif
