/* SPDX-License-Identifier: MIT */
/* What a lesson's file declares: each statement is checked where it stands, the whole file at its end. */
#include "take.h"
#include <host/kinds.h>
#include <lauxlib.h>
#include <lua.h>
#include <string.h>

/* ---- the declarations ---- */

static int declare_lesson(struct lua_State *L)
{
    static const char *const keys[] = {"id",      "version", "level",     "par",  "effort",  "title", "caller",
                                       "debrief", "source",  "telephone", "page", "changes", NULL};
    struct emu_lesson *l = lesson_take_table(L, keys);
    lesson_once(L, l->has_head, "lesson{}");
    l->has_head = true;
    l->id = lesson_take_id(L, "id");
    l->version = lesson_take_number(L, "version", 1, 1000, 1);
    l->level = lesson_take_number(L, "level", 1, 4, -1);
    l->par_s = lesson_take_number(L, "par", 1, 86400, -1);
    l->effort = lesson_take_number(L, "effort", 0, 1000, -1);
    l->title = lesson_take_text(L, "title", true);
    l->caller = lesson_take_text(L, "caller", true);
    l->debrief = lesson_take_text(L, "debrief", true);
    l->source = lesson_take_string(L, "source", true);
    l->telephone = lesson_take_number(L, "telephone", 1, 2, 1);
    l->needs_page = lesson_take_switch(L, "page");
    l->n_changes = lesson_take_list(L, "changes", l->changes, LESSON_CHANGES_MAX);
    return 0;
}

static int declare_unit(struct lua_State *L)
{
    struct emu_lesson *l = lesson_of(L);
    luaL_checktype(L, 1, LUA_TTABLE);
    lesson_once(L, l->unit != 0, "unit{}");
    lua_settop(L, 1);
    l->unit = luaL_ref(L, LUA_REGISTRYINDEX);
    return 0;
}

static int declare_start(struct lua_State *L)
{
    struct emu_lesson *l = lesson_of(L);
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lesson_once(L, l->start != 0, "start()");
    lua_settop(L, 1);
    l->start = luaL_ref(L, LUA_REGISTRYINDEX);
    return 0;
}

/* SplitMix64's mixing step (Steele, Lea, Flood 2014), so that near seeds draw independently. */
static uint64_t mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

const char *lesson_cause(const struct emu_lesson *l, uint64_t seed)
{
    return l->causes[mix(lesson_seed(&l->config, seed)) % l->n_causes];
}

static int declare_draw(struct lua_State *L)
{
    struct emu_lesson *l = lesson_of(L);
    luaL_checktype(L, 1, LUA_TTABLE);
    lesson_once(L, l->n_causes > 0, "draw{}");
    lua_settop(L, 1);
    for (; lua_rawgeti(L, 1, (lua_Integer)l->n_causes + 1) == LUA_TSTRING; lua_pop(L, 1)) {
        lesson_need_room(L, l->n_causes, LESSON_CAUSES_MAX, "causes");
        l->causes[l->n_causes++] = lua_tostring(L, -1);
    }
    if (l->n_causes < 2) {
        emu_stage_error(L, "draw{}: give two causes at least: draw{\"missing\", \"typo\"}");
    }
    lua_settop(L, 1);
    (void)luaL_ref(L, LUA_REGISTRYINDEX); /* keeps the texts */
    l->cause = lesson_cause(l, l->config.seed);
    lua_pushstring(L, l->cause);
    return 1;
}

static int declare_goal(struct lua_State *L)
{
    static const char *const keys[] = {"id", "points", "must", "stays", "proof", "after", "text", "is", NULL};
    struct emu_lesson *l = lesson_take_table(L, keys);
    lesson_need_room(L, l->n_goals, EMU_LESSON_GOALS_MAX, "goals");
    struct lesson_goal g = {.id = lesson_take_id(L, "id")};
    if (lesson_find_goal(l, g.id) < l->n_goals) {
        emu_stage_error(L, "goal %s: there is one already", g.id);
    }
    g.points = lesson_take_number(L, "points", 1, EMU_LESSON_GOALS, -1);
    g.is_must = lesson_take_switch(L, "must");
    g.stays = lesson_take_switch(L, "stays");
    g.is_proof = lesson_take_switch(L, "proof");
    g.text = lesson_take_text(L, "text", true);
    g.n_after = lesson_take_list(L, "after", g.after, LESSON_AFTER_MAX);
    for (size_t i = 0; i < g.n_after; i++) {
        if (lesson_find_goal(l, g.after[i]) == l->n_goals) {
            emu_stage_error(L, "goal %s: after = \"%s\": no goal above has this id", g.id, g.after[i]);
        }
    }
    g.is = lesson_take_function(L, "is", true);
    lesson_note_where(L, g.where);
    l->goals[l->n_goals++] = g;
    return 0;
}

static int declare_mistake(struct lua_State *L)
{
    static const char *const keys[] = {"id", "harm", "method", "text", "why", "seen", "play", "allowed", NULL};
    struct emu_lesson *l = lesson_take_table(L, keys);
    const char *id = lesson_take_id(L, "id");
    size_t known = lesson_find_mistake(l, id);
    int play = lesson_take_function(L, "play", false);
    if (known < l->n_mistakes) { /* a general one */
        struct lesson_mistake *m = &l->mistakes[known];
        if (!m->is_general || m->play != 0) {
            emu_stage_error(L, "mistake %s: there is one already", id);
        }
        m->is_allowed = lesson_take_switch(L, "allowed");
        m->play = play;
        if (play == 0 && !m->is_allowed) {
            emu_stage_error(L, "mistake %s: give a play that makes it, or allowed = true", id);
        }
        lesson_note_where(L, m->where);
        return 0;
    }
    lesson_need_room(L, l->n_mistakes, EMU_LESSON_MISTAKES_MAX, "mistakes");
    struct lesson_mistake m = {.id = id, .play = play};
    unsigned harm = lesson_take_number(L, "harm", 0, EMU_LESSON_NO_HARM, 0);
    unsigned method = lesson_take_number(L, "method", 0, EMU_LESSON_ECONOMY, 0);
    if (harm > 0 && method > 0) {
        emu_stage_error(L, "mistake %s: give harm or method, not both", id);
    }
    m.part = harm > 0 ? LESSON_HARM : method > 0 ? LESSON_METHOD : LESSON_REMARK;
    m.cost = harm + method;
    m.text = lesson_take_text(L, "text", true);
    m.why = lesson_take_text(L, "why", true);
    m.seen = lesson_take_function(L, "seen", true);
    if (play == 0) {
        emu_stage_error(L, "mistake %s: give a play that makes it: the check plays it", id);
    }
    lesson_note_where(L, m.where);
    l->mistakes[l->n_mistakes++] = m;
    return 0;
}

static int declare_question(struct lua_State *L)
{
    static const char *const keys[] = {"id", "text", "answer", NULL};
    struct emu_lesson *l = lesson_take_table(L, keys);
    lesson_need_room(L, l->n_questions, LESSON_QUESTIONS_MAX, "questions");
    l->questions[l->n_questions++] = (struct lesson_question){.id = lesson_take_id(L, "id"),
                                                              .text = lesson_take_text(L, "text", true),
                                                              .answer = lesson_take_text(L, "answer", true)};
    return 0;
}

static int declare_diagnosis(struct lua_State *L)
{
    static const char *const keys[] = {"text", "right", "answers", NULL};
    struct emu_lesson *l = lesson_take_table(L, keys);
    lesson_once(L, l->n_answers > 0, "diagnosis{}");
    l->diagnosis = lesson_take_text(L, "text", true);
    l->right = lesson_take_id(L, "right");
    bool has_right = false;
    if (lua_getfield(L, 1, "answers") != LUA_TTABLE) {
        emu_stage_error(L, "answers: give a list: answers = {{\"id\", {en = ..., de = ...}}, ...}");
    }
    while (lua_rawgeti(L, 2, (lua_Integer)l->n_answers + 1) == LUA_TTABLE) {
        lesson_need_room(L, l->n_answers, LESSON_ANSWERS_MAX, "answers");
        struct lesson_answer a = {.id = lua_rawgeti(L, 3, 1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL};
        if (a.id == NULL) {
            emu_stage_error(L, "answers: an answer is {\"id\", {en = ..., de = ...}}");
            return 0;
        }
        (void)lua_rawgeti(L, 3, 2);
        a.text = lesson_text_on_top(L, a.id);
        has_right = has_right || strcmp(a.id, l->right) == 0;
        l->answers[l->n_answers++] = a;
        lua_settop(L, 2);
    }
    if (!lua_isnil(L, -1)) {
        emu_stage_error(L, "answers: an answer is {\"id\", {en = ..., de = ...}}");
    }
    if (l->n_answers < 3) {
        emu_stage_error(L, "answers: give 3 to %u", LESSON_ANSWERS_MAX);
    }
    if (!has_right) {
        emu_stage_error(L, "right = \"%s\": no answer has this id", l->right);
    }
    return 0;
}

static int declare_deed(struct lua_State *L)
{
    static const char *const keys[] = {"id", "text", "act", "takes", "done", "harmless", "calls", NULL};
    struct emu_lesson *l = lesson_take_table(L, keys);
    lesson_need_room(L, l->n_deeds, LESSON_DEEDS_MAX, "deeds");
    struct lesson_deed d = {.id = lesson_take_id(L, "id"), .text = lesson_take_text(L, "text", true)};
    d.act = lesson_take_function(L, "act", false);
    d.done = lesson_take_function(L, "done", false);
    d.is_harmless = lesson_take_switch(L, "harmless");
    const char *takes = lesson_take_string(L, "takes", d.done != 0);
    if (takes != NULL && emu_parse_duration_us(takes, &d.takes_us) != NULL) {
        emu_stage_error(L, "takes = \"%s\": give a time, as \"10min\" or \"30s\"", takes);
    }
    const char *calls = lesson_take_string(L, "calls", false);
    if (calls != NULL && (d.act != 0 || takes != NULL)) {
        emu_stage_error(L, "calls: it has no act and takes: they are its own");
    }
    if (calls != NULL) {
        lesson_push_calls(L, calls);
        d.act = luaL_ref(L, LUA_REGISTRYINDEX);
        d.is_harmless = true;
    }
    l->deeds[l->n_deeds++] = d;
    return 0;
}

static int declare_hint(struct lua_State *L)
{
    struct emu_lesson *l = lesson_of(L);
    lesson_need_room(L, l->n_hints, LESSON_HINTS, "hints: where to look, which tool, the keys");
    lua_settop(L, 1);
    lua_pushvalue(L, 1);
    l->hints[l->n_hints++] = lesson_text_on_top(L, "hint{}");
    lua_settop(L, 1);
    (void)luaL_ref(L, LUA_REGISTRYINDEX); /* keeps the texts */
    return 0;
}

static int declare_play(struct lua_State *L)
{
    struct emu_lesson *l = lesson_of(L);
    luaL_checktype(L, 1, LUA_TTABLE);
    lesson_once(L, l->n_steps > 0, "play{}");
    lua_settop(L, 1);
    for (int type; (type = lua_rawgeti(L, 1, (lua_Integer)l->n_steps + 1)) != LUA_TNIL; lua_settop(L, 1)) {
        struct lesson_step step = {0};
        lesson_need_room(L, l->n_steps, LESSON_STEPS_MAX, "steps");
        if (type == LUA_TTABLE) {
            step.goal = lua_rawgeti(L, 2, 1) == LUA_TSTRING ? lua_tostring(L, -1) : "";
            (void)lua_rawgeti(L, 2, 2);
            if (!l->is_foreign && lesson_find_goal(l, step.goal) == l->n_goals) {
                emu_stage_error(L, "play: step %d: \"%s\" is no goal above: write {\"goal\", function() ... end}",
                                (int)l->n_steps + 1, step.goal);
            }
        }
        if (!lua_isfunction(L, -1)) {
            emu_stage_error(L, "play: step %d: give a function, or {\"goal\", function() ... end}",
                            (int)l->n_steps + 1);
        }
        step.fn = luaL_ref(L, LUA_REGISTRYINDEX);
        lesson_note_where(L, step.where);
        l->steps[l->n_steps++] = step;
    }
    (void)luaL_ref(L, LUA_REGISTRYINDEX); /* keeps the texts */
    return 0;
}

/* ---- the whole ---- */

/* In an order of the seed and of the lesson, so that the place says nothing, nor what it was in the lesson before. */
static void shuffle_answers(struct emu_lesson *l)
{
    uint64_t seed = l->job.seed;
    for (const char *p = l->id; *p != '\0'; p++) {
        seed = mix(seed + (unsigned char)*p);
    }
    for (size_t n = l->n_answers; n > 1; n--) {
        size_t i = mix(seed + n) % n;
        struct lesson_answer last = l->answers[n - 1];
        l->answers[n - 1] = l->answers[i];
        l->answers[i] = last;
    }
}

void lesson_check_whole(struct lua_State *L, struct emu_lesson *l)
{
    const char *path = l->config.path;
    unsigned sum = 0, n_must = 0;
    for (size_t i = 0; i < l->n_goals; i++) {
        sum += l->goals[i].points;
        n_must += l->goals[i].is_must ? 1 : 0;
    }
    const struct {
        bool is_wrong;
        const char *what;
    } checks[] = {
        {!l->has_head, "no lesson{}: begin with it"},
        {l->n_goals == 0, "no goal{}: give one at least"},
        {n_must == 0, "no goal has must = true: give it to the one without which the caller is not helped"},
        {l->n_answers == 0, "no diagnosis{}: give three to five answers, one of them right"},
        {l->n_hints < LESSON_HINTS, "three hint{} are needed: where to look, which tool, the keys"},
        {l->n_steps == 0, "no play{}: give the perfect play"},
    };
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        if (checks[i].is_wrong) {
            lua_pushfstring(L, "%s:1: %s", path, checks[i].what);
            (void)lua_error(L);
        }
    }
    if (sum != EMU_LESSON_GOALS) {
        lua_pushfstring(L, "%sthe points of all goals are %d: give %d", l->goals[0].where, (int)sum,
                        (int)EMU_LESSON_GOALS);
        (void)lua_error(L);
    }
    shuffle_answers(l);
}

static const struct scn_function functions[] = {
    {"lesson", "head: table", NULL,
     "The head, first in the file: `id`, `level` (1 handset menu, 2 lamps and cables, 3 provisioning, 4 telephony), "
     "`par` "
     "(seconds that a practised agent takes), `effort` (keys and acts of the perfect play: `vspa train check` tells "
     "it), "
     "the texts `title`, `caller` (what the caller says first) and `debrief` (what happened and why), and the `source` "
     "of the case. Optional: `version` (1), `telephone` (1: the caller's; the other one is a slip, G10), `page` (true: "
     "it needs a page or a PC, so "
     "it "
     "is no lesson for voice only), `changes` (parameters that the solution changes; a `*` at the end stands for "
     "anything). A text is {en = ..., de = ...}, and fr = ... for French.",
     "lesson{id = \"X01\", level = 1, par = 20, effort = 9, source = \"K9\", title = {en = \"Hello\", de = "
     "\"Hallo\"},\n"
     "       caller = {en = \"Nothing works.\", de = \"Nichts geht.\"},\n"
     "       debrief = {en = \"It did.\", de = \"Es ging.\"}}",
     declare_lesson},
    {"unit", "state: vspa.Unit", NULL,
     "The unit at the start, as in a scenario: release, parameters that differ from the factory's.",
     "unit{release = \"5.2.10\", params = {Connection_Type = \"Static IP\", Static_IP = \"10.1.2.3\"}}", declare_unit},
    {"start", "situation: fun()", NULL,
     "Brings the unit into the caller's situation, in warp, before the trainee's turn. All words of scenarios. Without "
     "it "
     "the unit is powered, and the time goes on until its lamp is steady.",
     "start(function()\n  power:on()\n  led.power:blinks(\"on\")\nend)", declare_start},
    {"draw", "causes: string[]", "string",
     "One of several causes, by the seed of the run: the same seed gives the same case. The file goes by it in `unit`, "
     "`start` and `diagnosis`; the steps of `play` get the cause that they are to cure as their argument.",
     "local cause = draw{\"forward\", \"disturb\"}\n"
     "unit{params = {DND_Setting_1_ = cause == \"disturb\", Cfwd_All_Dest_1_ = cause == \"forward\" and \"5551234\" or "
     "\"\"}}",
     declare_draw},
    {"goal", "goal: table", NULL,
     "A goal: `id`, `points` (all goals: 60), `text`, and `is`, a condition that is asked at each event. Reached once, "
     "it "
     "counts; with `stays` it must be so at the end too. Without a `must` goal the lesson is not passed. `after` names "
     "goals above that come first: the condition is asked only then, and heard(), dialled() and visited() count from "
     "there. `proof`: it is the test that closes a case.",
     "goal{id = \"address\", points = 60, must = true, text = {en = \"hear the address\", de = \"die Adresse "
     "hören\"},\n"
     "     is = function() return heard(\"192.168.1.100\") end}",
     declare_goal},
    {"question", "question: table", NULL, "A question that can be put to the caller, and the answer.",
     "question{id = \"pc\", text = {en = \"Does the PC get on?\", de = \"Kommt der PC ins Netz?\"},\n"
     "         answer = {en = \"Yes.\", de = \"Ja.\"}}",
     declare_question},
    {"diagnosis", "card: table", NULL,
     "The card with the possible causes: a `text`, three to five `answers`, and which is `right`. While it is open the "
     "clock stands still. The right choice before the first changing act is worth 5 points.",
     "diagnosis{text = {en = \"What is it?\", de = \"Was ist es?\"}, right = \"a\",\n"
     "          answers = {{\"a\", {en = \"The cable\", de = \"Das Kabel\"}}, {\"b\", {en = \"The lamp\", de = \"Die "
     "Lampe\"}},\n"
     "                     {\"c\", {en = \"The weather\", de = \"Das Wetter\"}}}}",
     declare_diagnosis},
    {"deed", "deed: table", NULL,
     "Something that the trainee can have done, at the caller's or at the provider's: `act` sets the provider up "
     "(lab:file(), lab:fault() ...; no waits). With `takes` it takes this time, and then `done` is called. `harmless`: "
     "it "
     "changes nothing (handing the case over). With `calls`, a number, it is a call of the provider's to that number, "
     "which "
     "ends after 20 s; it changes nothing.",
     "deed{id = \"modem\", text = {en = \"Modem off for ten minutes\", de = \"Modem zehn Minuten aus\"}, takes = "
     "\"10min\",\n"
     "     done = function() lab:heal() end}",
     declare_deed},
    {"mistake", "mistake: table", NULL,
     "A mistake: `id`, `text`, `why` (what it means), `seen`, a condition, and a `play` that makes it (the check plays "
     "it). It costs `harm` (of the 15 points of no harm) or `method` points, or nothing. With the id of a general "
     "mistake "
     "only `play`, or `allowed` = true.",
     "mistake{id = \"account\", play = function()\n"
     "  phone[1]:offhook()\n  phone[1]:dial(\"****\")\n  phone[1]:hears(\"main_menu\")\n"
     "  phone[1]:dial(\"73738#\")\n  phone[1]:hears(\"confirm_reset\")\n  phone[1]:dial(\"1\")\n"
     "  phone[1]:hears(\"option_successful\")\nend}",
     declare_mistake},
    {"hint", "text: table|string", NULL,
     "One of three hints, in order: where to look (free), which tool (5 points), the keys (10 points, and 70 at most).",
     "hint{en = \"The telephone can talk.\", de = \"Das Telefon kann sprechen.\"}", declare_hint},
    {"play", "steps: any[]", NULL,
     "The perfect play: functions, in order. {\"goal\", function() ... end} is a step for a goal: the check leaves it "
     "out, "
     "and exactly this goal must be lost, with those that come `after` it.",
     "play{function() phone[1]:offhook() end, function() phone[1]:hears(\"dial tone\") end}", declare_play},
};
const struct scn_object lesson_declarations = {
    .name = "",
    .shown = "",
    .doc = "What a lesson's file declares.",
    .functions = functions,
    .n_functions = sizeof functions / sizeof functions[0],
};

static int ignore(struct lua_State *L)
{
    (void)L;
    return 0;
}

void lesson_take_foreign(struct lua_State *L, struct emu_lesson *l)
{
    l->is_foreign = true;
    l->n_steps = 0;
    l->n_causes = 0;
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        if (strcmp(functions[i].name, "play") != 0 && strcmp(functions[i].name, "draw") != 0) {
            lua_pushcfunction(L, ignore);
            lua_setglobal(L, functions[i].name);
        }
    }
}
