/* SPDX-License-Identifier: MIT */
/* What is typed into a field: digits dial nothing then. Enter ends it, Escape too. */
#include "input_priv.h"
#include <stdio.h>
#include <string.h>

static char *text_of(struct win_model *m, size_t *size)
{
    *size = m->field == WIN_FIELD_FIND ? sizeof m->find : sizeof m->line;
    return m->field == WIN_FIELD_FIND ? m->find : m->line;
}

void hands_open_field(struct win_hands *h, enum win_field field)
{
    h->model->field = field;
    h->model->focus[0] = '\0';
    h->model->result[0] = '\0';
}

static void take_back(char *text)
{
    size_t n = strlen(text);
    while (n > 0 && ((unsigned char)text[n - 1] & 0xc0) == 0x80) {
        n--; /* the rest of a character */
    }
    text[n > 0 ? n - 1 : 0] = '\0';
}

/* The rest of the act's name, when only one begins so. */
static void complete(char *line, size_t size)
{
    const struct emu_act *row, *found = NULL;
    size_t n = strlen(line);
    for (size_t i = 0; strchr(line, ' ') == NULL && (row = emu_act_row(i)) != NULL; i++) {
        if (strncmp(row->name, line, n) == 0) {
            if (found != NULL) {
                return;
            }
            found = row;
        }
    }
    if (found != NULL) {
        (void)snprintf(line, size, "%s ", found->name);
    }
}

/* Does the typed line of acts. What is wrong stays, to be corrected; the model says why. */
static void do_line(struct win_hands *h)
{
    struct win_model *m = h->model;
    char name[WIN_ACT_MAX];
    size_t n = strlen(m->line);
    while (n > 0 && m->line[n - 1] == ' ') {
        m->line[--n] = '\0';
    }
    (void)snprintf(name, sizeof name, "%.*s", (int)strcspn(m->line, " "), m->line);
    m->message[0] = m->result[0] = '\0';
    if (emu_act_find(name) == NULL) {
        win_model_say_of(m, WIN_SAYS_NO_ACT, "act", name);
        return;
    }
    h->tells_result = true;
    if (hands_start(h, m->line)) {
        m->line[0] = '\0';
    }
}

bool hands_type_key(struct win_hands *h, const struct win_scene *s, const struct win_input *in)
{
    struct win_model *m = h->model;
    size_t size;
    (void)s;
    if (m->field == WIN_FIELD_NONE || (in->modifiers & (WIN_MOD_CTRL | WIN_MOD_ALT)) != 0 || in->key >= WIN_KEY_F1) {
        return false; /* a command, also while something is typed */
    }
    char *text = text_of(m, &size);
    if (in->key == WIN_KEY_BACKSPACE) {
        take_back(text);
    } else if (in->key == WIN_KEY_ESC) {
        text[0] = '\0';
        m->field = WIN_FIELD_NONE;
    } else if (in->key == WIN_KEY_ENTER && m->field == WIN_FIELD_LINE) {
        do_line(h);
    } else if (in->key == WIN_KEY_ENTER) {
        m->field = WIN_FIELD_NONE;
    } else if (in->key == WIN_KEY_TAB && m->field == WIN_FIELD_LINE && text[0] != '\0' && strchr(text, ' ') == NULL) {
        complete(text, size);
    } else if (in->key == WIN_KEY_TAB) {
        m->field = WIN_FIELD_NONE;
        return false;
    }
    h->takes_text = true;
    return true;
}

bool hands_type_text(struct win_hands *h, const char *text)
{
    size_t size, n;
    if (h->model->field == WIN_FIELD_NONE) {
        return false;
    }
    char *to = text_of(h->model, &size);
    n = strlen(to);
    if ((unsigned char)text[0] >= ' ' && n + strlen(text) < size) {
        (void)snprintf(to + n, size - n, "%s", text);
    }
    h->model->scroll = 0;
    h->model->n_back = 0;
    return true;
}
