/* SPDX-License-Identifier: MIT */
#include <scene/tree.h>
#include <jansson.h>
#include <math.h>

static json_t *states_of(const struct win_widget *w)
{
    static const char *const words[] = {
#define STATE_WORD(id, word) word,
        WIN_STATE_LIST(STATE_WORD)
#undef STATE_WORD
    };
    json_t *list = json_array();
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if ((w->states >> i & 1u) != 0) {
            (void)json_array_append_new(list, json_string(words[i])); /* a lack of memory fails the whole */
        }
    }
    return list;
}

/* Hundredths of a unit are enough. */
static double rounded(float x)
{
    return round((double)x * 100) / 100;
}

static json_t *widget_of(const struct win_widget *w)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:o, s:[f,f,f,f], s:s}", "id", w->id, "role", win_role(w->kind), "name",
                     w->name, "value", w->value, "states", states_of(w), "rect", rounded(w->at.x), rounded(w->at.y),
                     rounded(w->at.w), rounded(w->at.h), "act", w->act);
}

bool win_tree_save(const struct win_scene *s, const char *path)
{
    json_t *widgets = json_array();
    for (size_t i = 0; i < s->n; i++) {
        (void)json_array_append_new(widgets, widget_of(&s->widget[i]));
    }
    json_t *root = json_pack("{s:[f,f], s:f, s:s, s:I, s:o}", "size", rounded(s->w), rounded(s->h), "scale",
                             rounded(s->scale), "theme", s->theme == WIN_LIGHT ? "light" : "dark", "time_us",
                             (json_int_t)s->time_us, "widgets", widgets);
    bool is_saved = root != NULL && json_array_size(widgets) == s->n &&
                    json_dump_file(root, path, JSON_INDENT(1) | JSON_REAL_PRECISION(7)) == 0;
    json_decref(root);
    return is_saved;
}
