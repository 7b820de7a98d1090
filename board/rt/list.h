/* SPDX-License-Identifier: MIT */
/* An intrusive, circular, doubly linked list: nodes are members of their owners. An unlinked node points to itself. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct rt_node {
    struct rt_node *prev, *next;
};

#define RT_OWNER(node, type, member) ((type *)(void *)((char *)(node)-offsetof(type, member)))

static inline void rt_list_init(struct rt_node *n)
{
    n->prev = n->next = n;
}
static inline bool rt_list_is_empty(const struct rt_node *head)
{
    return head->next == head;
}
static inline void rt_list_append(struct rt_node *head, struct rt_node *n)
{
    n->prev = head->prev;
    n->next = head;
    head->prev->next = n;
    head->prev = n;
}
static inline void rt_list_remove(struct rt_node *n)
{
    n->prev->next = n->next;
    n->next->prev = n->prev;
    rt_list_init(n);
}
