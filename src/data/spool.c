/* A stream into an unlinked file. The text is published (the store's size) as it is written; of a zstd stream, as it is decoded,
 * since a stream may flush in mid-frame and what it flushed is to be seen. After damage the decoder looks for the next magic number
 * and goes on there; the store keeps a mark at the place in the text, so that scans report it. */
#include "spool.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "alloc.h"
#include "roll.h"

#define INPUT_SIZE (128u << 10)
#define WINDOW_LOG_MAX 27      /* 128 MiB: as zstd itself demands without --long */

struct spool {
	int in;                /* owned; -1 after the end */
	struct roll text;      /* and its store, owned */
	bool told, compressed; /* what the first bytes are */
	bool drained;          /* the input came to its end */
	bool ended;            /* and all of it was used up, or it failed */
	uint64_t taken;        /* bytes of the input that were used up */
	unsigned char *input;  /* owned, INPUT_SIZE */
	size_t begin, end;     /* of what is in `input` and not used up */
	ZSTD_DStream *decoder; /* owned */
	char *decoded;         /* owned, what one step decodes */
	bool in_frame;
	bool resync;           /* looking for a magic number */
	uint64_t lost_at;
	struct error fault;
	bool faulty;
};

static const unsigned char magic[4] = { 0x28, 0xB5, 0x2F, 0xFD };

struct spool *spool_open(int fd, struct error *err) {
	struct roll text;
	if (!roll_init(&text, err)) {
		close(fd);
		return NULL;
	}
	struct spool *sp = mem_zalloc(1, sizeof *sp);
	sp->in = fd;
	sp->text = text;
	sp->input = mem_alloc(INPUT_SIZE);
	return sp;
}

void spool_close(struct spool *sp) {
	if (!sp)
		return;
	if (sp->in >= 0)
		close(sp->in);
	store_free(sp->text.store);
	roll_free(&sp->text);
	ZSTD_freeDStream(sp->decoder);
	free(sp->input);
	free(sp->decoded);
	free(sp);
}

struct store *spool_store(struct spool *sp) {
	return sp->text.store;
}

bool spool_ended(const struct spool *sp) {
	return sp->ended;
}

const char *spool_fault(const struct spool *sp) {
	return sp->faulty ? sp->fault.text : NULL;
}

bool spool_is_compressed(const struct spool *sp) {
	return sp->compressed;
}

int spool_fd(const struct spool *sp) {
	return sp->ended ? -1 : sp->in;
}

static void fail(struct spool *sp, const char *why) {
	error_set(&sp->fault, "the temporary file holds only the first %llu bytes: %s", (unsigned long long)sp->text.end, why);
	sp->faulty = sp->ended = true;
}

static bool put_text(struct spool *sp, const void *bytes, size_t count) {
	struct error why;
	if (!roll_add(&sp->text, bytes, count, &why))
		fail(sp, why.text);
	return !sp->faulty;
}

static void use_up(struct spool *sp, size_t count) {
	sp->begin += count;
	sp->taken += count;
}

/* Goes to the next magic number; what may be the beginning of one stays. False when there is none yet. */
static bool find_magic(struct spool *sp) {
	unsigned char *from = sp->input + sp->begin;
	size_t length = sp->end - sp->begin;
	unsigned char *at = memmem(from, length, magic, sizeof magic);
	if (!at) {
		size_t keep = length < sizeof magic - 1 ? length : sizeof magic - 1;
		use_up(sp, length - keep);
		return false;
	}
	use_up(sp, (size_t)(at - from));
	sp->resync = false;
	store_mark_lost(sp->text.store, sp->text.end, sp->lost_at, sp->taken - sp->lost_at, "damaged zstd data");
	ZSTD_DCtx_reset(sp->decoder, ZSTD_reset_session_only);
	return true;
}

static void start_resync(struct spool *sp) {
	if (!sp->resync)
		sp->lost_at = sp->taken;
	sp->resync = true;
	sp->in_frame = false;
	if (sp->begin < sp->end)
		use_up(sp, 1);
}

/* One step of decoding; false when more input is needed. */
static bool decode_step(struct spool *sp) {
	if (sp->resync && !find_magic(sp))
		return false;
	ZSTD_inBuffer in = { sp->input + sp->begin, sp->end - sp->begin, 0 };
	ZSTD_outBuffer out = { sp->decoded, ZSTD_DStreamOutSize(), 0 };
	size_t more = ZSTD_decompressStream(sp->decoder, &out, &in);
	if (out.pos > 0 && !put_text(sp, sp->decoded, out.pos))
		return false;
	if (ZSTD_isError(more)) {
		start_resync(sp);
		return sp->begin < sp->end;
	}
	use_up(sp, in.pos);
	sp->in_frame = more != 0;
	return in.pos > 0 || out.pos > 0;
}

static void decode(struct spool *sp, size_t most) {
	uint64_t stop = sp->text.end + most;
	while (!sp->ended && sp->text.end < stop && (sp->begin < sp->end || sp->in_frame))
		if (!decode_step(sp))
			break;
}

static void tell_kind(struct spool *sp) {
	if (sp->told || (sp->end - sp->begin < sizeof magic && !sp->drained))
		return;
	sp->told = true;
	const unsigned char *b = sp->input + sp->begin;
	bool skippable = sp->end - sp->begin >= 4 && b[0] >> 4 == 5 && b[1] == 0x2A && b[2] == 0x4D && b[3] == 0x18;
	sp->compressed = skippable || (sp->end - sp->begin >= 4 && memcmp(b, magic, sizeof magic) == 0);
	if (!sp->compressed)
		return;
	sp->decoder = ZSTD_createDStream();
	sp->decoded = mem_alloc(ZSTD_DStreamOutSize());
	if (!sp->decoder)
		fail(sp, "no memory for zstd");
	else
		ZSTD_DCtx_setParameter(sp->decoder, ZSTD_d_windowLogMax, WINDOW_LOG_MAX);
}

/* Reads what is there; false when nothing is, or at the end. */
static bool take_input(struct spool *sp) {
	struct pollfd p = { .fd = sp->in, .events = POLLIN };
	if (sp->drained || sp->end - sp->begin == INPUT_SIZE || poll(&p, 1, 0) <= 0)
		return false;
	if (sp->begin > 0) {
		memmove(sp->input, sp->input + sp->begin, sp->end - sp->begin);
		sp->end -= sp->begin;
		sp->begin = 0;
	}
	ssize_t n = read(sp->in, sp->input + sp->end, INPUT_SIZE - sp->end);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return false;
	if (n < 0) {
		fail(sp, strerror(errno));
		return false;
	}
	sp->drained = n == 0;
	sp->end += (size_t)n;
	return n > 0;
}

static void pass_on(struct spool *sp, size_t most) {
	tell_kind(sp);
	if (!sp->told)
		return;
	if (sp->compressed) {
		decode(sp, most);
	} else if (sp->end > sp->begin && put_text(sp, sp->input + sp->begin, sp->end - sp->begin)) {
		use_up(sp, sp->end - sp->begin);
	}
}

/* What stood at the end of the input without being complete. */
static void finish(struct spool *sp) {
	sp->ended = true;
	if (!sp->resync && !sp->in_frame)
		return;
	uint64_t from = sp->resync ? sp->lost_at : sp->taken;
	const char *why = sp->resync ? "damaged zstd data" : "the file ends within a zstd frame";
	store_mark_lost(sp->text.store, sp->text.end, from, sp->taken + (sp->end - sp->begin) - from, why);
}

bool spool_pump(struct spool *sp, size_t most) {
	uint64_t before = sp->text.end;
	while (!sp->ended && sp->text.end - before < most) {
		uint64_t written = sp->text.end, taken = sp->taken;
		bool fed = take_input(sp);
		if (!sp->ended)
			pass_on(sp, most);
		if (fed || sp->text.end != written || sp->taken != taken)
			continue;
		if (sp->drained && !sp->ended)
			finish(sp);
		break;
	}
	store_resize(sp->text.store, sp->text.end, sp->ended);
	return sp->text.end != before;
}

static bool feeder_pump(void *feeder, size_t most) { return spool_pump(feeder, most); }
static bool feeder_ended(const void *feeder) { return spool_ended(feeder); }
static const char *feeder_fault(const void *feeder) { return spool_fault(feeder); }
static int feeder_fd(const void *feeder) { return spool_fd(feeder); }
static bool feeder_trim(void *feeder, uint64_t keep_bytes) { return roll_trim(&((struct spool *)feeder)->text, keep_bytes); }
static void feeder_free(void *feeder) { spool_close(feeder); }

const struct feeder_kind spool_feeder = {
	.streams = true, .pump = feeder_pump, .ended = feeder_ended, .note = feeder_fault, .fd = feeder_fd, .free = feeder_free,
	.trim = feeder_trim,
};
