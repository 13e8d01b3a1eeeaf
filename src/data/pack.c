/* A zstd stream that is flushed in mid-frame. A thousand readers may each have one, so memory counts: the tables are made to suit the
 * window, and blocks are short (without that, buffers for blocks of 128 KiB would be most of it: 1 MiB in all instead of 0.4). */
#include "pack.h"

#include <stdlib.h>
#include <zstd.h>

#define LEVEL 3
#define WINDOW_LOG 17
#define TABLE_LOG 14      /* entries in each of the two tables of places */
#define BLOCK_MOST 16384
#define ROOM 4096         /* asked for at a time */

struct pack {
	ZSTD_CCtx *stream; /* owned */
	bool failed;
};

struct pack *pack_new(void) {
	static const struct { ZSTD_cParameter key; int value; } settings[] = {
		{ ZSTD_c_compressionLevel, LEVEL }, { ZSTD_c_windowLog, WINDOW_LOG }, { ZSTD_c_hashLog, TABLE_LOG },
		{ ZSTD_c_chainLog, TABLE_LOG }, { ZSTD_c_checksumFlag, 1 },
	};
	struct pack *p = mem_zalloc(1, sizeof *p);
	p->stream = ZSTD_createCCtx();
	bool fine = p->stream != NULL;
#if ZSTD_VERSION_NUMBER >= 10504
	if (fine)
		ZSTD_CCtx_setParameter(p->stream, ZSTD_c_experimentalParam18, BLOCK_MOST); /* the greatest block; one that knows no such thing takes more memory */
#endif
	for (size_t i = 0; fine && i < sizeof settings / sizeof *settings; i++)
		fine = !ZSTD_isError(ZSTD_CCtx_setParameter(p->stream, settings[i].key, settings[i].value));
	if (!fine) {
		pack_free(p);
		return NULL;
	}
	return p;
}

void pack_free(struct pack *p) {
	if (p == NULL)
		return;
	ZSTD_freeCCtx(p->stream);
	free(p);
}

bool pack_add(struct pack *p, const char *text, size_t length, bool flush, bool end, struct buf *out) {
	const ZSTD_EndDirective directive = end ? ZSTD_e_end : flush ? ZSTD_e_flush : ZSTD_e_continue;
	ZSTD_inBuffer in = { text, length, 0 };
	for (bool more = true; more && !p->failed;) {
		ZSTD_outBuffer to = { buf_reserve(out, ROOM), ROOM, 0 };
		size_t left = ZSTD_compressStream2(p->stream, &to, &in, directive);
		out->len += to.pos;
		out->data[out->len] = '\0';
		p->failed = ZSTD_isError(left);
		more = directive == ZSTD_e_continue ? in.pos < in.size : left > 0;
	}
	return !p->failed;
}
