/* Themes by name: the user's own in $XDG_CONFIG_HOME/mwtop/themes (without it ~/.config/mwtop/themes), then the bundled ones, found where
 * the bundled recordings are (bundled.h), then those that the program has in itself: isa-grey, and none. */
#ifndef MWTOP_THEMES_H
#define MWTOP_THEMES_H

#include "theme.h"

#define THEME_ENDING ".theme"

/* A theme that there is. `path` is owned; NULL: in the program itself. */
struct theme_entry {
	char name[THEME_NAME_SIZE]; /* as it is given to --theme: the file's without its ending */
	char *path;
	bool own;                   /* the user's */
};
struct theme_entries {
	struct theme_entry *at;
	size_t count;
};

/* Loads a theme by its name, or a file: what has a '/' in it or ends in ".theme". A name that is not there is refused with the nearest. The
 * theme's name is then that under which it was found, or that of the file. False with err. */
bool themes_load(const char *name, struct theme *out, struct error *err);
/* The file behind a name or path, owned by the caller; NULL when it is in the program itself or nowhere. */
char *themes_path(const char *name);
/* All of them: isa-grey first, none last, the others by name; of two with one name the one that themes_load takes. */
void themes_find(struct theme_entries *out);
void themes_free(struct theme_entries *entries);
/* Those that have no fault, to choose from; list->at is the caller's. Returns where `current` stands: first, when no name finds it. */
size_t themes_list(const struct theme *current, struct theme_list *list);

#endif
