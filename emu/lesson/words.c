/* SPDX-License-Identifier: MIT */
/* What a lesson's plays do beside a scenario's steps, and what its conditions ask. */
#include "lesson_priv.h"
#include <lauxlib.h>
#include <lua.h>
#include <string.h>

/* ---- deeds of a play ---- */

static struct emu_lesson *acting(struct lua_State *L, const char *word)
{
    emu_stage_need_hands(L, word);
    return lesson_of(L);
}

static int word_look(struct lua_State *L)
{
    struct emu_lesson *l = acting(L, "look()");
    lesson_tell_hand(l, "look", "");
    lua_pushstring(L, emu_lesson_look_at_lamps(l));
    return 1;
}

static int word_read_log(struct lua_State *L)
{
    struct emu_lesson *l = acting(L, "read_log()");
    lesson_tell_hand(l, "read_log", "");
    emu_lesson_read_log(l);
    return 0;
}

static int word_ask(struct lua_State *L)
{
    const char *id = luaL_checkstring(L, 1);
    struct emu_lesson *l = acting(L, "ask()");
    lesson_tell_hand(l, "ask", id);
    const char *answer = emu_lesson_ask(l, id);
    if (answer == NULL && lesson_of(L)->is_foreign) {
        return 0;
    }
    if (answer == NULL) {
        return emu_stage_error(L, "ask(\"%s\"): no question{} has this id", id);
    }
    lua_pushstring(L, answer);
    return 1;
}

static int word_choose(struct lua_State *L)
{
    const char *id = luaL_checkstring(L, 1);
    struct emu_lesson *l = acting(L, "choose()");
    lesson_tell_hand(l, "choose", id);
    if (!emu_lesson_choose(l, id) && !lesson_of(L)->is_foreign) {
        return emu_stage_error(L, "choose(\"%s\"): no answer of diagnosis{} has this id", id);
    }
    return 0;
}

static int word_perform(struct lua_State *L)
{
    const char *id = luaL_checkstring(L, 1);
    struct emu_lesson *l = acting(L, "perform()");
    lesson_tell_hand(l, "perform", id);
    const char *wrong = emu_lesson_perform(l, id);
    return wrong != NULL && !lesson_of(L)->is_foreign ? emu_stage_error(L, "perform(\"%s\"): %s", id, wrong) : 0;
}

static const struct scn_function deeds[] = {
    {"look", "", "string", "Looks at the lamps. With voice only, returns what the caller tells of the Power lamp.",
     "look()", word_look},
    {"read_log", "", NULL, "Reads the provider's log: syslog and requests.", "read_log()", word_read_log},
    {"ask", "id: string", "string", "Asks the caller a question{}. Returns the answer.", "-- ask(\"pc\")", word_ask},
    {"choose", "id: string", NULL, "Chooses an answer of diagnosis{}.", "-- choose(\"cable\")", word_choose},
    {"perform", "id: string", NULL, "Has a deed{} done.", "-- perform(\"modem\")", word_perform},
};
const struct scn_object lesson_deeds = {
    .name = "",
    .shown = "",
    .doc = "What the trainee does beside the acts on the unit: for plays.",
    .functions = deeds,
    .n_functions = sizeof deeds / sizeof deeds[0],
};

/* ---- questions of conditions ---- */

static int word_looked(struct lua_State *L)
{
    lua_pushboolean(L, lesson_of(L)->has_seen_lamps);
    return 1;
}

static int word_asked(struct lua_State *L)
{
    const struct emu_lesson *l = lesson_of(L);
    const char *id = luaL_checkstring(L, 1);
    for (size_t i = 0; i < l->n_questions; i++) {
        if (strcmp(l->questions[i].id, id) == 0) {
            lua_pushboolean(L, l->questions[i].is_asked);
            return 1;
        }
    }
    return emu_stage_error(L, "asked(\"%s\"): no question{} has this id", id);
}

static int word_chosen(struct lua_State *L)
{
    lua_pushstring(L, lesson_of(L)->chosen); /* nil for NULL */
    return 1;
}

static int word_performed(struct lua_State *L)
{
    const struct emu_lesson *l = lesson_of(L);
    const char *id = luaL_checkstring(L, 1);
    for (size_t i = 0; i < l->n_deeds; i++) {
        if (strcmp(l->deeds[i].id, id) == 0) {
            lua_pushboolean(L, l->deeds[i].n_done > 0 && !l->deeds[i].is_busy);
            return 1;
        }
    }
    return emu_stage_error(L, "performed(\"%s\"): no deed{} has this id", id);
}

static int word_reached(struct lua_State *L)
{
    const struct emu_lesson *l = lesson_of(L);
    const char *id = luaL_checkstring(L, 1);
    size_t i = lesson_find_goal(l, id);
    if (i == l->n_goals) {
        return emu_stage_error(L, "reached(\"%s\"): no goal{} has this id", id);
    }
    lua_pushboolean(L, l->goals[i].is_reached);
    return 1;
}

static int word_read(struct lua_State *L)
{
    lua_pushboolean(L, lesson_of(L)->has_read_log);
    return 1;
}

static const struct scn_function questions[] = {
    {"looked", "", "boolean", "Have the lamps been looked at?", "print(looked())", word_looked},
    {"was_log_read", "", "boolean", "Has the provider's log been read?", "print(was_log_read())", word_read},
    {"asked", "id: string", "boolean", "Has this question{} been asked?", "-- asked(\"pc\")", word_asked},
    {"chosen", "", "string|nil", "The answer of diagnosis{} that was chosen last.", "print(chosen() == \"cable\")",
     word_chosen},
    {"performed", "id: string", "boolean", "Is this deed{} done?", "-- performed(\"modem\")", word_performed},
    {"reached", "goal: string", "boolean", "Is this goal{} reached?", "-- reached(\"address\")", word_reached},
};
const struct scn_object lesson_questions = {
    .name = "",
    .shown = "",
    .doc = "What the trainee has done: for conditions, which may ask everything else that a scenario can observe, too.",
    .functions = questions,
    .n_functions = sizeof questions / sizeof questions[0],
};
