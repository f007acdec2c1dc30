drop index users_aud_created_at_idx;
