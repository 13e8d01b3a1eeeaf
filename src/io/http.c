/* curl's multi interface behind one descriptor (http_wait.h), which holds curl's sockets and its timer. Always true: curl calls back
 * only within http_pump, http_get and http_cancel; a call that is started or cancelled within a callback of curl's is given to curl, or let go
 * of (`doomed`), after curl has returned, since curl forbids it before; the handlers of a cancelled call are never called again. */
#include "http.h"

#include <curl/curl.h>
#include <stdlib.h>

#include "http_address.h"
#include "http_fault.h"
#include "http_library.h"
#include "http_wait.h"
#include "loop.h"
#include "times.h"

#define CONNECT_S 10
#define READY_MAX 64

/* What is used of libcurl, found when the first client is opened: name behind "curl_", result, parameters. */
#define CURL_LIST(X) \
	X(easy_init, CURL *, (void)) \
	X(easy_setopt, CURLcode, (CURL *, CURLoption, ...)) \
	X(easy_getinfo, CURLcode, (CURL *, CURLINFO, ...)) \
	X(easy_cleanup, void, (CURL *)) \
	X(easy_header, CURLHcode, (CURL *, const char *, size_t, unsigned, int, struct curl_header **)) \
	X(easy_strerror, const char *, (CURLcode)) \
	X(multi_init, CURLM *, (void)) \
	X(multi_setopt, CURLMcode, (CURLM *, CURLMoption, ...)) \
	X(multi_add_handle, CURLMcode, (CURLM *, CURL *)) \
	X(multi_remove_handle, CURLMcode, (CURLM *, CURL *)) \
	X(multi_socket_action, CURLMcode, (CURLM *, curl_socket_t, int, int *)) \
	X(multi_info_read, CURLMsg *, (CURLM *, int *)) \
	X(multi_cleanup, CURLMcode, (CURLM *)) \
	X(version_info, curl_version_info_data *, (CURLversion)) \
	X(slist_append, struct curl_slist *, (struct curl_slist *, const char *)) \
	X(slist_free_all, void, (struct curl_slist *)) \
	X(global_init, CURLcode, (long))
#define CURL_MEMBER(name, result, parameters) result (*name) parameters;
#define CURL_SYMBOL(name, ...) { "curl_" #name, &lib.name },
static struct { CURL_LIST(CURL_MEMBER) } lib;
static const struct http_symbol symbols[] = { CURL_LIST(CURL_SYMBOL) };

struct http {
	CURLM *multi;
	struct http_wait wait;
	struct http_address address;
	char *token_header, *ca_file, *proxy; /* owned; NULL: none */
	int64_t curl_ms, wake_ms; /* deadlines on the monotonic clock; TIME_NONE */
	struct http_call *calls;
	bool busy;              /* within curl */
};

struct http_call {
	struct http *http;
	struct http_call *next;
	CURL *easy;
	struct curl_slist *headers;
	char *url;
	char reason[CURL_ERROR_SIZE];
	struct http_meter meter;
	double connect_s;
	const struct http_handler *handler;
	void *data;
	bool head_told, doomed; /* doomed: cancelled, to be let go of */
	bool added, ending;     /* given to curl; being told its end */
	bool refused;           /* by a handler */
};

static bool load_library(struct error *err) {
	static bool loaded;
	if (!loaded && !http_library_load(symbols, sizeof symbols / sizeof *symbols, err))
		return false;
	if (!loaded && lib.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return error_set(err, "libcurl cannot be initialised");
	return loaded = true;
}

/* ---- the descriptor ---- */

static void arm_timer(struct http *h) {
	int64_t at = h->curl_ms;
	if (h->wake_ms != TIME_NONE && (at == TIME_NONE || h->wake_ms < at))
		at = h->wake_ms;
	for (const struct http_call *c = h->calls; c; c = c->next) {
		int64_t stall_ms = http_meter_stall_ms(&c->meter);
		if (stall_ms != TIME_NONE && (at == TIME_NONE || stall_ms < at))
			at = stall_ms;
	}
	http_wait_until(&h->wait, at);
}

static int on_timeout(CURLM *multi, long wait_ms, void *data) {
	struct http *h = data;
	(void)multi;
	h->curl_ms = wait_ms < 0 ? TIME_NONE : clock_mono_ms() + wait_ms;
	arm_timer(h);
	return 0;
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *data, void *known) {
	struct http *h = data;
	(void)easy;
	(void)known;
	http_wait_watch(&h->wait, fd, what == CURL_POLL_REMOVE ? 0 : (what & CURL_POLL_IN ? LOOP_READ : 0) | (what & CURL_POLL_OUT ? LOOP_WRITE : 0));
	return 0;
}

int http_fd(const struct http *h) {
	return h->wait.epoll_fd;
}

void http_wake(struct http *h, int64_t at_ms) {
	h->wake_ms = at_ms;
	arm_timer(h);
}

/* ---- opening ---- */

static bool open_multi(struct http *h, struct error *err) {
	h->multi = lib.multi_init();
	if (!h->multi)
		return error_set(err, "libcurl cannot be initialised");
	lib.multi_setopt(h->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	lib.multi_setopt(h->multi, CURLMOPT_SOCKETDATA, h);
	lib.multi_setopt(h->multi, CURLMOPT_TIMERFUNCTION, on_timeout);
	lib.multi_setopt(h->multi, CURLMOPT_TIMERDATA, h);
	return true;
}

struct http *http_open(const struct http_options *options, struct error *err) {
	struct http *h = mem_zalloc(1, sizeof *h);
	h->wait = (struct http_wait){ -1, -1 };
	h->curl_ms = h->wake_ms = TIME_NONE;
	h->ca_file = options->ca_file ? mem_strdup(options->ca_file) : NULL;
	h->proxy = options->proxy ? mem_strdup(options->proxy) : NULL;
	if (http_address_read(options->base, &h->address, err) && http_token_header(options->token, &h->token_header, err) && load_library(err) &&
	    http_wait_open(&h->wait, err) && open_multi(h, err))
		return h;
	http_close(h);
	return NULL;
}

/* ---- calls ---- */

static void call_free(struct http_call *c) {
	struct http *h = c->http;
	for (struct http_call **at = &h->calls; *at; at = &(*at)->next)
		if (*at == c) {
			*at = c->next;
			break;
		}
	if (c->easy) {
		if (c->added)
			lib.multi_remove_handle(h->multi, c->easy);
		lib.easy_cleanup(c->easy);
	}
	lib.slist_free_all(c->headers);
	free(c->url);
	free(c);
}

void http_close(struct http *h) {
	if (!h)
		return;
	while (h->calls)
		call_free(h->calls);
	if (h->multi)
		lib.multi_cleanup(h->multi);
	http_wait_close(&h->wait);
	http_address_free(&h->address);
	free(h->token_header);
	free(h->ca_file);
	free(h->proxy);
	free(h);
}

void http_cancel(struct http_call *c) {
	if (c->ending)
		return;
	c->doomed = true;
	if (!c->http->busy)
		call_free(c);
}

const char *http_header(const struct http_call *c, const char *name) {
	struct curl_header *header;
	return lib.easy_header(c->easy, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK ? header->value : NULL;
}

static int status_of(const struct http_call *c) {
	long status = 0;
	lib.easy_getinfo(c->easy, CURLINFO_RESPONSE_CODE, &status);
	return (int)status;
}

/* False when the call is to end. */
static bool tell_head(struct http_call *c) {
	if (c->head_told || c->doomed)
		return !c->doomed;
	c->head_told = true;
	if (c->handler->head && !c->handler->head(c->data, c, status_of(c)))
		c->refused = true;
	return !c->refused && !c->doomed;
}

static size_t on_header(char *bytes, size_t size, size_t count, void *data) {
	struct http_call *c = data;
	if (!http_meter_header(&c->meter, size * count, clock_mono_ms()))
		return 0;
	/* The empty line ends the headers; those of a 100 are not the answer's. */
	bool last = size * count <= 2 && (bytes[0] == '\r' || bytes[0] == '\n');
	return !last || status_of(c) < 200 || tell_head(c) ? size * count : 0;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *data) {
	struct http_call *c = data;
	size_t n = size * count;
	c->meter.byte_ms = clock_mono_ms();
	if (!tell_head(c) || !http_meter_body(&c->meter, n))
		return 0;
	if (!c->handler->body(c->data, bytes, n))
		c->refused = true;
	return c->refused || c->doomed ? 0 : n;
}

/* What this libcurl can unpack of what a daemon sends. */
static const char *encodings(void) {
	const curl_version_info_data *info = lib.version_info(CURLVERSION_NOW);
	if (info->features & CURL_VERSION_ZSTD)
		return info->features & CURL_VERSION_LIBZ ? "zstd, gzip" : "zstd";
	return info->features & CURL_VERSION_LIBZ ? "gzip" : NULL;
}

static void set_options(struct http_call *c) {
	const struct http *h = c->http;
	CURL *easy = c->easy;
	lib.easy_setopt(easy, CURLOPT_URL, c->url);
	lib.easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	lib.easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	lib.easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	lib.easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	lib.easy_setopt(easy, CURLOPT_USERAGENT, "mwtop");
	lib.easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)(c->connect_s * 1000));
	lib.easy_setopt(easy, CURLOPT_ERRORBUFFER, c->reason);
	lib.easy_setopt(easy, CURLOPT_PRIVATE, c);
	lib.easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
	lib.easy_setopt(easy, CURLOPT_HEADERDATA, c);
	lib.easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	lib.easy_setopt(easy, CURLOPT_WRITEDATA, c);
	lib.easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
#if LIBCURL_VERSION_NUM >= 0x075700
	lib.easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); /* else the end of a call waits for a name that is being looked up */
#endif
	if (encodings())
		lib.easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, encodings());
	if (h->address.socket_path)
		lib.easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, h->address.socket_path);
	if (h->proxy)
		lib.easy_setopt(easy, CURLOPT_PROXY, h->proxy);
	const char *ca_file = h->ca_file ? h->ca_file : getenv("SSL_CERT_FILE");
	if (ca_file && *ca_file)
		lib.easy_setopt(easy, CURLOPT_CAINFO, ca_file);
	if (h->token_header) {
		c->headers = lib.slist_append(NULL, h->token_header);
		lib.easy_setopt(easy, CURLOPT_HTTPHEADER, c->headers);
	}
}

static bool add(struct http_call *c) {
	c->added = lib.multi_add_handle(c->http->multi, c->easy) == CURLM_OK;
	return c->added;
}

struct http_call *http_get(struct http *h, const char *target, const struct http_limits *limits, const struct http_handler *handler,
                           void *data, struct error *err) {
	struct http_call *c = mem_zalloc(1, sizeof *c);
	*c = (struct http_call){ .http = h, .handler = handler, .data = data };
	c->meter = http_meter_of(limits, clock_mono_ms());
	c->connect_s = limits->connect_s > 0 ? limits->connect_s : CONNECT_S;
	c->url = mem_printf("%s%s", h->address.base, target);
	c->next = h->calls;
	h->calls = c;
	c->easy = lib.easy_init();
	if (c->easy)
		set_options(c);
	if (!c->easy || (!h->busy && !add(c))) {
		error_set(err, "%s: libcurl cannot ask for %s", h->address.name, target);
		call_free(c);
		return NULL;
	}
	arm_timer(h);
	return c;
}

/* ---- ends ---- */

static const struct { CURLcode code; const char *words; } faults[] = {
	{ CURLE_COULDNT_RESOLVE_HOST, "no such host" },
	{ CURLE_COULDNT_RESOLVE_PROXY, "no such proxy" },
	{ CURLE_OPERATION_TIMEDOUT, "no answer in time" },
	{ CURLE_GOT_NOTHING, "it closed the connection without an answer" },
	{ CURLE_PARTIAL_FILE, "the connection was cut" },
	{ CURLE_RECV_ERROR, "the connection was cut" },
	{ CURLE_SEND_ERROR, "the connection was cut" },
	{ CURLE_WEIRD_SERVER_REPLY, "what it answers is no HTTP" },
	{ CURLE_UNSUPPORTED_PROTOCOL, "what it answers is no HTTP" },
	{ CURLE_BAD_CONTENT_ENCODING, "what it answers cannot be unpacked" },
	{ CURLE_SSL_CACERT_BADFILE, "the certificates of --cacert cannot be read" },
};

/* What is known of why a call failed. */
static struct http_fault fault_of(const struct http_call *c, CURLcode code) {
	struct http_fault f = { .name = c->http->address.name, .proxy = c->http->proxy, .meter = &c->meter, .refused = c->refused };
	long number = 0;
	f.unconnected = code == CURLE_COULDNT_CONNECT;
	if (f.unconnected && lib.easy_getinfo(c->easy, CURLINFO_OS_ERRNO, &number) == CURLE_OK)
		f.number = (int)number;
	f.words = *c->reason ? c->reason : lib.easy_strerror(code);
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
		if (faults[i].code == code)
			f.words = faults[i].words;
	return f;
}

/* Tells the end and lets go of the call. */
static void finish(struct http_call *c, CURLcode code) {
	if (code == CURLE_OK && !c->head_told) /* curl takes half a header for a whole answer */
		code = CURLE_PARTIAL_FILE;
	c->ending = true;
	struct http_result result = { .complete = code == CURLE_OK, .status = c->head_told ? status_of(c) : 0 };
	result.retry_after_s = http_retry_after_s(http_header(c, "Retry-After"));
	result.err.text[0] = '\0';
	if (code != CURLE_OK) {
		struct http_fault fault = fault_of(c, code);
		http_fault_describe(&fault, &result.err);
	}
	if (!c->doomed)
		c->handler->done(c->data, &result);
	call_free(c);
}

static void take_ends(struct http *h) {
	CURLMsg *message;
	int left;
	while ((message = lib.multi_info_read(h->multi, &left))) {
		struct http_call *c = NULL;
		if (message->msg != CURLMSG_DONE)
			continue;
		CURLcode code = message->data.result;
		lib.easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &c);
		finish(c, code);
	}
}

static void end_stalled(struct http *h) {
	int64_t now = clock_mono_ms();
	for (struct http_call *c = h->calls, *next; c; c = next) {
		next = c->next;
		if (c->doomed || !http_meter_stalls(&c->meter, now))
			continue;
		finish(c, CURLE_OPERATION_TIMEDOUT);
		next = h->calls; /* the handler may have changed the list */
	}
}

static void free_doomed(struct http *h) {
	for (struct http_call *c = h->calls, *next; c; c = next) {
		next = c->next;
		if (c->doomed)
			call_free(c);
	}
}

/* Gives curl what was started while it was busy. */
static void add_started(struct http *h) {
	for (struct http_call *c = h->calls, *next; c; c = next) {
		next = c->next;
		if (c->added || add(c))
			continue;
		finish(c, CURLE_FAILED_INIT);
		next = h->calls; /* the handler may have changed the list */
	}
}

static void act(struct http *h, curl_socket_t fd, int what) {
	int running;
	h->busy = true;
	lib.multi_socket_action(h->multi, fd, what, &running);
	h->busy = false;
	free_doomed(h);
	add_started(h);
}

static void take_ready(struct http *h) {
	struct http_ready ready[READY_MAX];
	size_t count = http_wait_take(&h->wait, ready, READY_MAX);
	for (size_t i = 0; i < count; i++) {
		unsigned what = ready[i].what;
		if (ready[i].fd != HTTP_WAIT_MOMENT)
			act(h, ready[i].fd, (what & LOOP_READ ? CURL_CSELECT_IN : 0) | (what & LOOP_WRITE ? CURL_CSELECT_OUT : 0) |
			                        (what & LOOP_HANGUP ? CURL_CSELECT_ERR : 0));
		else if (h->wake_ms != TIME_NONE && h->wake_ms <= clock_mono_ms())
			h->wake_ms = TIME_NONE;
	}
}

void http_pump(struct http *h) {
	take_ready(h);
	if (h->curl_ms != TIME_NONE && h->curl_ms <= clock_mono_ms()) {
		h->curl_ms = TIME_NONE;
		act(h, CURL_SOCKET_TIMEOUT, 0);
	}
	take_ends(h);
	end_stalled(h);
	arm_timer(h);
}
