/* See http_library.h. */
#include "http_library.h"

#include <dlfcn.h>
#include <string.h>

bool http_library_load(const struct http_symbol *symbols, size_t count, struct error *err) {
	void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
	if (!library)
		return error_set(err, "libcurl is not installed on this machine (libcurl.so.4): a daemon cannot be watched");
	for (size_t i = 0; i < count; i++) {
		void *symbol = dlsym(library, symbols[i].name);
		if (!symbol) {
			dlclose(library);
			return error_set(err, "libcurl is too old: it has no %s (expected 7.84 or later)", symbols[i].name);
		}
		memcpy(symbols[i].place, &symbol, sizeof symbol);
	}
	return true;
}
