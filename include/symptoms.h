/* SPDX-License-Identifier: MIT */
/* What a case looks like. Pure: each is a question about facts, and says nothing about why. A row
 * of the table of diagnoses relies on the rows before it: a question may be wider than its name
 * where they have taken the rest. */
#ifndef MG_SYMPTOMS_H
#define MG_SYMPTOMS_H

#include "diagnoses.h"

bool mg_symptom_git_bash(struct mg_case *given);
bool mg_symptom_near_name(struct mg_case *given);
bool mg_symptom_near_entry(struct mg_case *given);
bool mg_symptom_shape_a(struct mg_case *given);
bool mg_symptom_child_mounted(struct mg_case *given);
bool mg_symptom_inside_mount(struct mg_case *given);
bool mg_symptom_not_mounted(struct mg_case *given);
bool mg_symptom_lost_found(struct mg_case *given);
bool mg_symptom_empty_share(struct mg_case *given);
bool mg_symptom_empty_bind(struct mg_case *given);
bool mg_symptom_empty_tmpfs(struct mg_case *given);
bool mg_symptom_empty_volume(struct mg_case *given);
bool mg_symptom_empty_anonymous(struct mg_case *given);
bool mg_symptom_empty_emptydir(struct mg_case *given);
bool mg_symptom_dir_for_file(struct mg_case *given);
bool mg_symptom_stale(struct mg_case *given);
bool mg_symptom_stale_subpath(struct mg_case *given);
bool mg_symptom_stale_file(struct mg_case *given);
bool mg_symptom_silent(struct mg_case *given);
bool mg_symptom_server_gone(struct mg_case *given);
bool mg_symptom_server_unreachable(struct mg_case *given);
bool mg_symptom_handle_gone(struct mg_case *given);
bool mg_symptom_io_error(struct mg_case *given);
bool mg_symptom_error_remount(struct mg_case *given);
bool mg_symptom_readonly_root(struct mg_case *given);
bool mg_symptom_readonly_config(struct mg_case *given);
bool mg_symptom_readonly_mount(struct mg_case *given);
bool mg_symptom_readonly_fs(struct mg_case *given);
bool mg_symptom_out_of_inodes(struct mg_case *given);
bool mg_symptom_full(struct mg_case *given);
bool mg_symptom_full_tmpfs(struct mg_case *given);
bool mg_symptom_over_quota(struct mg_case *given);
bool mg_symptom_unmapped(struct mg_case *given);
bool mg_symptom_immutable(struct mg_case *given);
bool mg_symptom_fuse_private(struct mg_case *given);
bool mg_symptom_squashed_root(struct mg_case *given);
bool mg_symptom_squashed(struct mg_case *given);
bool mg_symptom_acl(struct mg_case *given);
bool mg_symptom_not_executable(struct mg_case *given);
bool mg_symptom_no_capability(struct mg_case *given);
bool mg_symptom_denied_own(struct mg_case *given);
bool mg_symptom_denied_pod(struct mg_case *given);
bool mg_symptom_denied_image(struct mg_case *given);
bool mg_symptom_denied_volume(struct mg_case *given);
bool mg_symptom_denied_network(struct mg_case *given);
bool mg_symptom_denied_read(struct mg_case *given);
bool mg_symptom_denied_root(struct mg_case *given);
bool mg_symptom_denied(struct mg_case *given);
bool mg_symptom_selinux(struct mg_case *given);
bool mg_symptom_noexec(struct mg_case *given);
bool mg_symptom_noexec_tmpfs(struct mg_case *given);
bool mg_symptom_hidden_image(struct mg_case *given);
bool mg_symptom_layer(struct mg_case *given);
bool mg_symptom_anonymous(struct mg_case *given);
bool mg_symptom_emptydir(struct mg_case *given);
bool mg_symptom_memory(struct mg_case *given);
bool mg_symptom_opaque(struct mg_case *given);

#endif
