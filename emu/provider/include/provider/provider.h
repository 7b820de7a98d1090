/* SPDX-License-Identifier: MIT */
/*
 * What is known of the provider as a whole: its names, its time, and the faults that several of its services have. The
 * services themselves have headers of their own.
 */
#pragma once
#include <rt/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct emu_lab;

#define EMU_LAB_HOSTS_MAX     32u
#define EMU_LAB_ADDRESSES_MAX 8u /* of one name */
#define EMU_LAB_PROVIDER_NAME "provider.test"
#define EMU_LAB_EPOCH         1180656000u /* 2007-06-01 00:00:00 UTC: when the unit was in the shops */

struct emu_lab_host {
    char name[254];
    uint32_t address[EMU_LAB_ADDRESSES_MAX];
    size_t n;
};
struct emu_lab_hosts {
    struct emu_lab_host *host; /* EMU_LAB_HOSTS_MAX of them; NULL: there was none */
    size_t n;
};
/* As the command line has them: "prov.example.com=192.168.1.200,192.168.1.201". Borrowed. */
struct emu_lab_host_texts {
    const char *text[EMU_LAB_HOSTS_MAX];
    size_t n;
};

/* Is there a folder, or will something be published? */
bool emu_lab_serves_files(const struct emu_lab *lab);

/* Provider faults. */
struct emu_lab_faults {
    uint16_t http_status;   /* instead of an answer; 0: none */
    uint32_t n_http_status; /* number of times; 0: always */
    uint32_t dead_address;  /* comes first in every answer about a name; 0: none */
    bool has_no_option_66;
};
void emu_lab_set_faults(struct emu_lab *lab, const struct emu_lab_faults *faults);
