/* What a plain ncurses program costs that shows the same numbers: it is given screens as text, a form feed after each, and paints one a
 * second the way such programs are written: erase, print each row, refresh. Built by `make bench` alone, for bench_wire. */
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROW 4096

/* Rows of one screen; false at the end. The first is in reverse and titles are bold, as a person would do it. */
static int paint(FILE *screens) {
	char row[ROW];
	int y = 0, any = 0;
	erase();
	while (fgets(row, sizeof row, screens)) {
		any = 1;
		if (row[0] == '\f')
			break;
		row[strcspn(row, "\n")] = '\0';
		attrset(y == 0 ? A_REVERSE : strstr(row, "\xe2\x94\x80 ") ? A_BOLD : A_NORMAL);
		mvaddstr(y++, 0, row);
	}
	refresh();
	return any;
}

int main(int argc, char **argv) {
	FILE *screens = argc > 1 ? fopen(argv[1], "r") : NULL;
	int key = ERR;
	if (!screens)
		return 2;
	setlocale(LC_ALL, "");
	initscr();
	cbreak();
	noecho();
	curs_set(0);
	timeout(1000);
	while (key != 'q' && paint(screens))
		key = getch();
	endwin();
	fclose(screens);
	return 0;
}
