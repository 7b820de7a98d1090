/* SPDX-License-Identifier: MIT */
/* What can be wrong with the lab's HTTPS, by name: the lists are in lab.h. */
#include <lab/lab.h>
#include <string.h>

#define NAME(id, name, help) name,
static const char *const faults[] = {EMU_LAB_FAULT_LIST(NAME)};
static const char *const tls[] = {EMU_LAB_TLS_LIST(NAME)};
static const char *const clients[] = {EMU_LAB_CLIENT_LIST(NAME)};
#undef NAME

/* The place of the word in a list. */
static bool find_word(const char *value, const char *const *words, size_t n, size_t *found)
{
    for (*found = 0; *found < n; (*found)++) {
        if (strcmp(value, words[*found]) == 0) {
            return true;
        }
    }
    return false;
}

const char *emu_parse_lab_fault(const char *value, void *fault)
{
    size_t i;
    if (!find_word(value, faults, EMU_LAB_N_FAULTS, &i)) {
        return "no such certificate: give good, expired, future, self-signed, wrong-ca or wrong-name";
    }
    *(enum emu_lab_fault *)fault = (enum emu_lab_fault)i;
    return NULL;
}

const char *emu_parse_lab_tls(const char *value, void *out)
{
    size_t i;
    if (!find_word(value, tls, EMU_LAB_N_TLS, &i)) {
        return "not understood: give any, old, new, close or silent";
    }
    *(enum emu_lab_tls *)out = (enum emu_lab_tls)i;
    return NULL;
}

const char *emu_parse_lab_client(const char *value, void *client)
{
    size_t i;
    if (!find_word(value, clients, EMU_LAB_N_CLIENTS, &i)) {
        return "not understood: give no, ask or require";
    }
    *(enum emu_lab_client *)client = (enum emu_lab_client)i;
    return NULL;
}
