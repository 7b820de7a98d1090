/* SPDX-License-Identifier: MIT */
/* Which word of the language is which act. */
#include "script_priv.h"
#include <string.h>

static const struct scn_act_word words[] = {
    {&scn_phone, "offhook", "offhook", "", NULL},
    {&scn_phone, "onhook", "onhook", "", NULL},
    {&scn_phone, "dial", "dial", "keys", NULL},
    {&scn_phone, "press", "press", "key", NULL},
    {&scn_phone, "release", "release", "", NULL},
    {&scn_phone, "speak", "speak", "hz,time", NULL},
    {&scn_phone, "timing", "timing", "on,off", NULL},
    {&scn_phone, "display", "display", "standard", NULL},
    {&scn_phone, "flash", "flash", "", NULL},
    {&scn_power, "on", "power", "", "on=on"},
    {&scn_power, "off", "power", "", "on=off"},
    {&scn_power, "corrupt", "corrupt", "", NULL},
    {&scn_power, "faults", "faults", "plan", NULL},
    {&scn_cable, "out", "cable", "", "in=out"},
    {&scn_cable, "plug", "cable", "", "in=in"},
    {&scn_web, "get", "web", "path", NULL},
    {&scn_web, "post", "post", "path,fields", NULL},
    {&scn_web, "submit", "submit", "tab,fields", NULL},
    {&scn_lab, "file", "file", "path,content", NULL},
    {&scn_lab, "answer", "answer", "path", NULL},
    {&scn_lab, "hold", "hold", "path,on", NULL},
    {&scn_lab, "image", "image", "path,release,damage", NULL},
    {&scn_lab, "host", "host", "name,addresses", NULL},
    {&scn_lab, "srv", "srv", "name,target", NULL},
    {&scn_lab, "port", "port", "protocol,port", NULL},
    {&scn_lab, "dhcp", "dhcp", "", NULL},
    {&scn_lab, "registrar", "registrar", "", NULL},
    {&scn_lab, "mailbox", "mailbox", "", NULL},
    {&scn_lab, "stun", "stun", "", NULL},
    {&scn_lab, "nat", "nat", "", NULL},
    {&scn_lab, "pppoe", "pppoe", "", NULL},
    {&scn_lab, "vlan", "vlan", "id", NULL},
    {&scn_lab, "pc_lease", "pc_lease", "", NULL},
    {&scn_lab, "pc_ping", "pc_ping", "address", NULL},
    {&scn_lab, "pppoe_end", "pppoe_end", "how", NULL},
    {&scn_lab, "phone", "peer", "", NULL},
    {&scn_lab, "call", "call", "", NULL},
    {&scn_peer, "answers", "peer_answer", "", NULL},
    {&scn_peer, "hangs_up", "peer_hangup", "", NULL},
    {&scn_peer, "holds", "peer_hold", "", NULL},
    {&scn_peer, "resumes", "peer_resume", "", NULL},
    {&scn_peer, "says", "peer_say", "what", NULL},
    {&scn_peer, "dtmf", "peer_dtmf", "keys", NULL},
    {&scn_peer, "transfer", "peer_transfer", "", NULL},
    {&scn_lab, "fault", "fault", "", NULL},
    {&scn_lab, "heal", "heal", "", NULL},
    {&scn_lab, "notify", "notify", "event", NULL},
    {&scn_globals, "screenshot", "screenshot", "file", NULL},
    {&scn_globals, "print", "note", "text", NULL}, /* any values, as text: lua.c */
};

const struct scn_act_word *scn_act_word(size_t i)
{
    return i < sizeof words / sizeof words[0] ? &words[i] : NULL;
}

const struct scn_act_word *scn_act_word_find(const struct scn_object *object, const char *name)
{
    const struct scn_act_word *w;
    for (size_t i = 0; (w = scn_act_word(i)) != NULL; i++) {
        if (w->object == object && strcmp(w->name, name) == 0) {
            return w;
        }
    }
    return NULL;
}

bool scn_act_word_says(const struct scn_act_word *w, size_t argument)
{
    const char *name = emu_act_find(w->act)->arguments[argument].name;
    bool is_member = (w->object->members != NULL || w->object->is_made) && argument == 0;
    bool is_preset = w->preset != NULL && strncmp(w->preset, name, strlen(name)) == 0 && w->preset[strlen(name)] == '=';
    return is_member || is_preset;
}

bool scn_act_word_has_place(const struct scn_act_word *w, size_t argument)
{
    struct rt_str rest = rt_str(w->positional);
    while (rest.n > 0) {
        if (rt_str_is(rt_str_cut(rest, ',', &rest), emu_act_find(w->act)->arguments[argument].name)) {
            return true;
        }
    }
    return false;
}
