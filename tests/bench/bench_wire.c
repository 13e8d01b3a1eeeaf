/* What is sent to a terminal that shows a live daemon at 1 Hz: bytes a second beside the least that the changed cells need (worked out here
 * from the screens as a terminal emulation shows them, by a way of its own), writes per refresh, the processor beside a plain ncurses program
 * that shows the same numbers; and how a key is answered on a line of 9,600 bytes a second. It fails when more than 1.15 of the least is
 * sent, when a refresh takes more than one write, or a key more than 250 ms on that line. */
#include <errno.h>
#include <poll.h>
#include <vterm.h>

#include "bench_program.h"
#include "buf.h"
#include "pty/harness.h"
#include "times.h"

#define PLAY_MS 12000
#define SCREENS 14
#define LINE_BPS 9600
#define KEYS 12

static const char *const env[] = { "TERM=xterm-256color", "LC_ALL=C.UTF-8", "TZ=UTC", "PATH=/usr/bin:/bin", "HOME=/tmp", NULL };

/* ---- screens, and the least that leads from one to the next ---- */

struct mark { /* a cell as it is seen */
	uint32_t ch;
	uint32_t fg, bg; /* type and value in one number */
	unsigned flags;
};

struct picture { int cols, rows; struct mark *at; };

static uint32_t colour_key(VTermColor c) {
	if (VTERM_COLOR_IS_DEFAULT_FG(&c) || VTERM_COLOR_IS_DEFAULT_BG(&c))
		return 0;
	return VTERM_COLOR_IS_INDEXED(&c) ? 0x1000000u + c.indexed.idx : 0x2000000u + ((uint32_t)c.rgb.red << 16 | (uint32_t)c.rgb.green << 8 | c.rgb.blue);
}

static void take_picture(VTermScreen *screen, struct picture *p) {
	for (int y = 0; y < p->rows; y++)
		for (int x = 0; x < p->cols; x++) {
			VTermScreenCell c;
			vterm_screen_get_cell(screen, (VTermPos){ .row = y, .col = x }, &c);
			p->at[y * p->cols + x] = (struct mark){ c.chars[0] ? c.chars[0] : ' ', colour_key(c.fg), colour_key(c.bg),
				(unsigned)(c.attrs.bold | c.attrs.underline << 1 | c.attrs.reverse << 3 | c.attrs.blink << 4) };
		}
}

static size_t digits(int n) {
	return n >= 100 ? 3 : n >= 10 ? 2 : 1;
}

static size_t glyph_bytes(uint32_t ch) {
	return ch < 0x80 ? 1 : ch < 0x800 ? 2 : ch < 0x10000 ? 3 : 4;
}

static size_t colour_bytes(uint32_t key) {
	return key == 0 ? 2 : key < 0x1000008 ? 2 : key < 0x2000000 ? 5 + digits((int)(key & 0xFF)) : 15;
}

/* ESC [ ... m from one style to another: the parameters that differ, or a reset and what then stands out. */
static size_t style_bytes(const struct mark *a, const struct mark *b) {
	if (a->fg == b->fg && a->bg == b->bg && a->flags == b->flags)
		return 0;
	size_t diff = 3, reset = 3;
	int parts = 0, set = 0;
	if (a->fg != b->fg)
		diff += colour_bytes(b->fg), parts++;
	if (a->bg != b->bg)
		diff += colour_bytes(b->bg), parts++;
	for (unsigned bit = 0; bit < 5; bit++)
		if ((a->flags ^ b->flags) >> bit & 1)
			diff += b->flags >> bit & 1 ? 1 : 2, parts++;
	diff += (size_t)(parts > 1 ? parts - 1 : 0);
	if (b->fg)
		reset += colour_bytes(b->fg) + 1, set = 1;
	if (b->bg)
		reset += colour_bytes(b->bg) + 1, set = 1;
	for (unsigned bit = 0; bit < 5; bit++)
		if (b->flags >> bit & 1)
			reset += 2, set = 1;
	(void)set;
	return diff < reset ? diff : reset;
}

static size_t motion_bytes(int x, int y, int to_x, int to_y) {
	size_t best = 3 + (to_y ? digits(to_y + 1) : 0) + (to_x ? 1 + digits(to_x + 1) : 0);
	if (x == to_x && y == to_y)
		return 0;
	if (y == to_y && x >= 0) {
		int d = abs(to_x - x);
		size_t along = 3 + (d > 1 ? digits(d) : 0);
		if (to_x < x && d < 4)
			along = (size_t)d;
		best = along < best ? along : best;
	}
	if (to_x == 0 && to_y >= y && y >= 0 && (size_t)(1 + to_y - y) < best)
		best = (size_t)(1 + to_y - y);
	if (x == to_x && to_y > y && y >= 0) {
		size_t down = (size_t)(to_y - y) < 3 + digits(to_y - y) ? (size_t)(to_y - y) : 3 + digits(to_y - y);
		best = down < best ? down : best;
	}
	return best;
}

static bool mark_same(const struct mark *a, const struct mark *b) {
	return a->ch == b->ch && a->fg == b->fg && a->bg == b->bg && a->flags == b->flags;
}

struct stretch { int y, from, to; };

/* Bytes of cells [from, to) of a row, and the style they leave. */
static size_t cells_bytes(const struct picture *b, int y, int from, int to, struct mark *pen) {
	size_t bytes = 0;
	for (int x = from; x < to; x++) {
		const struct mark *c = &b->at[y * b->cols + x];
		bytes += style_bytes(pen, c) + glyph_bytes(c->ch);
		*pen = *c;
	}
	return bytes;
}

/* Stretches that changed; two are one where what stands between them is sent again for less than a motion. */
static size_t gather(const struct picture *a, const struct picture *b, struct stretch *out) {
	size_t count = 0;
	for (int y = 0; y < b->rows; y++)
		for (int x = 0, first = (int)count; x < b->cols; x++) {
			if (mark_same(&a->at[y * b->cols + x], &b->at[y * b->cols + x]))
				continue;
			struct stretch *last = (int)count > first ? &out[count - 1] : NULL;
			if (last) {
				struct mark pen = b->at[y * b->cols + last->to - 1], before = pen;
				size_t again = cells_bytes(b, y, last->to, x, &pen) + style_bytes(&pen, &b->at[y * b->cols + x]);
				if (again <= motion_bytes(last->to, y, x, y) + style_bytes(&before, &b->at[y * b->cols + x])) {
					last->to = x + 1;
					continue;
				}
			}
			out[count++] = (struct stretch){ y, x, x + 1 };
		}
	return count;
}

/* Always the stretch that is cheapest to reach. */
static size_t least_bytes(const struct picture *a, const struct picture *b, struct mark *pen, int *px, int *py) {
	struct stretch *left = mem_zalloc((size_t)(b->cols * b->rows), sizeof *left);
	size_t bytes = 0;
	for (size_t count = gather(a, b, left); count > 0;) {
		size_t best = 0, best_cost = SIZE_MAX;
		for (size_t i = 0; i < count; i++) {
			size_t cost = motion_bytes(*px, *py, left[i].from, left[i].y) + style_bytes(pen, &b->at[left[i].y * b->cols + left[i].from]);
			if (cost < best_cost)
				best = i, best_cost = cost;
		}
		struct stretch s = left[best];
		left[best] = left[--count];
		bytes += motion_bytes(*px, *py, s.from, s.y) + cells_bytes(b, s.y, s.from, s.to, pen);
		*px = s.to < b->cols ? s.to : -1;
		*py = s.y;
	}
	free(left);
	return bytes;
}

/* ---- measuring ---- */

struct cost { double bytes_s, least_s, cpu_ms; int refreshes; size_t frames, writes; };

/* Reads for PLAY_MS; the frames between are those of pauses in the output. */
static void watch(struct pty *p, int cols, int rows, struct cost *c) {
	VTerm *vt = vterm_new(rows, cols);
	VTermScreen *screen = vterm_obtain_screen(vt);
	struct picture old = { cols, rows, mem_zalloc((size_t)(cols * rows), sizeof(struct mark)) }, new = old;
	struct mark pen = { 0 };
	int x = -1, y = -1;
	size_t fed = 0, least = 0;
	new.at = mem_zalloc((size_t)(cols * rows), sizeof(struct mark));
	vterm_set_utf8(vt, 1);
	vterm_screen_reset(screen, 1);
	pty_wait_quiet(p, 300, 3000);
	vterm_input_write(vt, pty_bytes(p)->data, fed = pty_bytes(p)->len);
	take_picture(screen, &old);
	size_t from = fed;
	int64_t cpu = pty_cpu_us(p), until = clock_mono_ms() + PLAY_MS;
	while (clock_mono_ms() < until) {
		if (!pty_pump(p, 50))
			continue;
		while (pty_pump(p, 10))
			continue;
		vterm_input_write(vt, pty_bytes(p)->data + fed, pty_bytes(p)->len - fed);
		fed = pty_bytes(p)->len;
		take_picture(screen, &new);
		least += least_bytes(&old, &new, &pen, &x, &y);
		memcpy(old.at, new.at, (size_t)(cols * rows) * sizeof *old.at);
		c->refreshes++;
	}
	c->cpu_ms = c->refreshes ? (double)(pty_cpu_us(p) - cpu) / 1000 / c->refreshes : 0;
	c->bytes_s = (double)(fed - from) * 1000 / PLAY_MS;
	c->least_s = (double)least * 1000 / PLAY_MS;
	vterm_free(vt);
	free(old.at);
	free(new.at);
}

/* The screens of some seconds as text, for the plain program. */
static bool write_screens(const char *build, const char *path, int cols, int rows) {
	FILE *out = fopen(path, "w");
	for (int i = 0; out && i < SCREENS; i++) {
		char *command = mem_printf("%s/mwtop once generator-trip --at T-%ds --format screen --size %dx%d", build, 1500 - i, cols, rows), line[4096];
		FILE *in = popen(command, "r");
		while (in && fgets(line, sizeof line, in))
			fputs(line, out);
		fputs("\f\n", out);
		if (in)
			pclose(in);
		free(command);
	}
	return out && fclose(out) == 0;
}

static bool plain_cpu(const char *build, const char *dir, int cols, int rows, double *cpu_ms, double *bytes_s) {
	char *screens = mem_printf("%s/screens", dir), *program = mem_printf("%s/bench/plain_dash", build);
	const char *const argv[] = { program, screens, NULL };
	struct cost c = { 0 };
	bool fine = access(program, X_OK) == 0 && write_screens(build, screens, cols, rows);
	struct pty *p = fine ? pty_start(&(struct pty_options){ .argv = argv, .env = env, .cols = cols, .rows = rows }) : NULL;
	if (p) {
		watch(p, cols, rows, &c);
		pty_free(p);
	}
	unlink(screens);
	free(screens);
	free(program);
	*cpu_ms = c.cpu_ms;
	*bytes_s = c.bytes_s;
	return p != NULL;
}

static bool bench_size(const char *build, const char *dir, const char *address, int cols, int rows) {
	char *mwtop = mem_printf("%s/mwtop", build), *log = mem_printf("%s/log", dir), *log_env = mem_printf("MWTOP_LOG=%s", log);
	const char *const argv[] = { mwtop, address, NULL };
	const char *with_log[8] = { log_env };
	struct cost c = { 0 };
	double plain_ms = 0, plain_bytes_s = 0;
	unsigned long long frames = 0, writes = 0;
	memcpy(with_log + 1, env, sizeof env);
	struct pty *p = pty_start(&(struct pty_options){ .argv = argv, .env = with_log, .cols = cols, .rows = rows });
	bool fine = p && pty_wait_text(p, "LIVE", true, 5000);
	if (fine)
		watch(p, cols, rows, &c);
	if (p) {
		pty_type(p, "q");
		fine = pty_wait_state(p, PTY_EXITED, 3000, true) && read_term_log(log, &frames, &writes) && fine;
		pty_free(p);
	}
	bool plain = plain_cpu(build, dir, cols, rows, &plain_ms, &plain_bytes_s);
	double ratio = c.least_s > 0 ? c.bytes_s / c.least_s : 99, per_frame = frames ? (double)writes / (double)frames : 99;
	printf("| %dx%d | %6.0f | %6.0f | %5.2f | %5.2f | %6.2f |", cols, rows, c.bytes_s, c.least_s, ratio, per_frame, c.cpu_ms);
	if (plain)
		printf(" %6.2f | %5.2f | %6.0f |\n", plain_ms, plain_ms > 0 ? c.cpu_ms / plain_ms : 0, plain_bytes_s);
	else
		printf(" not built | | |\n");
	fine = fine && ratio <= 1.15 && writes <= frames + 2;
	unlink(log);
	free(mwtop);
	free(log);
	free(log_env);
	return fine;
}

/* ---- a thin line ---- */

/* Takes what a line of LINE_BPS brings until the text is there, or not there; ms it took, -1: it did not come. */
static double read_thinly(struct pty *p, VTerm *vt, VTermScreen *screen, int cols, const char *text, bool there, int limit_ms) {
	int64_t begin = clock_mono_ms();
	double taken = 0;
	for (;;) {
		char bytes[256], row[1024];
		double passed = (double)(clock_mono_ms() - begin);
		size_t may = passed * LINE_BPS / 1000 > taken ? (size_t)(passed * LINE_BPS / 1000 - taken) : 0;
		struct pollfd ready = { .fd = pty_master(p), .events = POLLIN };
		if (may > 0 && poll(&ready, 1, 1) > 0) {
			ssize_t n = read(pty_master(p), bytes, may < sizeof bytes ? may : sizeof bytes);
			if (n > 0)
				vterm_input_write(vt, bytes, (size_t)n), taken += (double)n;
		} else {
			usleep(1000);
		}
		if (passed * LINE_BPS / 1000 - taken > 50) /* an idle line saves nothing up */
			taken = passed * LINE_BPS / 1000 - 50;
		size_t length = vterm_screen_get_text(screen, row, sizeof row - 1, (VTermRect){ .start_row = 0, .end_row = 1, .start_col = 0, .end_col = cols });
		row[length] = '\0';
		if ((strstr(row, text) != NULL) == there)
			return (double)(clock_mono_ms() - begin);
		if (passed > limit_ms)
			return -1;
	}
}

/* Space, in the midst of whole redraws, zooms and a fast replay, on the thin line. */
static bool bench_line(const char *build) {
	char *mwtop = mem_printf("%s/mwtop", build);
	const char *const argv[] = { mwtop, "generator-trip", "--speed", "50", "--max-bps", "9600", NULL };
	static const char *const storms[] = { "\014", "z", "\014", "z", "]", "[" };
	struct pty *p = pty_start(&(struct pty_options){ .argv = argv, .env = env, .cols = 120, .rows = 40 });
	VTerm *vt = vterm_new(40, 120);
	VTermScreen *screen = vterm_obtain_screen(vt);
	double worst = 0;
	vterm_set_utf8(vt, 1);
	vterm_screen_reset(screen, 1);
	bool fine = p && read_thinly(p, vt, screen, 120, "REPLAY", true, 5000) >= 0;
	for (int i = 0; fine && i < KEYS; i++) {
		bool there = i % 2 == 0;
		pty_type(p, storms[i % 6]);
		read_thinly(p, vt, screen, 120, "no such text", true, 30 + 40 * (i % 5)); /* somewhere within what that sends */
		pty_type(p, " ");
		double ms = read_thinly(p, vt, screen, 120, "PAUSED", there, 3000);
		fine = ms >= 0;
		worst = ms > worst ? ms : worst;
	}
	printf("\nOn a line of %d bytes a second, --max-bps %d, 120x40: the slowest of %d keys pressed amid whole redraws was answered after %.0f ms (250 at the most)\n",
	       LINE_BPS, LINE_BPS, KEYS, fine ? worst : -1);
	if (p)
		pty_free(p);
	vterm_free(vt);
	free(mwtop);
	return fine && worst <= 250;
}

int main(void) {
	const char *build = bench_build();
	char dir[] = "/tmp/mwtop-wire-XXXXXX";
	struct server s = { 0 };
	bool fine;
	if (!mkdtemp(dir) || !server_start(&s, (const char *const[]){ "--sim", "generator-trip", "--at", "T-25m", NULL })) {
		fprintf(stderr, "bench_wire: cannot start: %s\n", strerror(errno));
		return 1;
	}
	char *address = mem_printf("http://127.0.0.1:%d", s.port);
	printf("A live daemon at 1 Hz; CPU per refresh beside a plain ncurses program with the same screens.\n\n");
	printf("| size | bytes/s | least/s | ratio | writes | CPU ms | plain ms | ratio | plain bytes/s |\n|---|---|---|---|---|---|---|---|---|\n");
	fine = bench_size(build, dir, address, 80, 24);
	fine &= bench_size(build, dir, address, 120, 40);
	fine &= bench_line(build);
	server_end(&s);
	rmdir(dir);
	free(address);
	printf("%s\n", fine ? "ok" : "MISSED");
	return fine ? 0 : 1;
}
