CREATE TABLE "crm_migration_core" (
    "MigrationId" TEXT NOT NULL CONSTRAINT "PK_crm_migration_core" PRIMARY KEY,
    "ProductVersion" TEXT NOT NULL
);
CREATE TABLE "crm_account" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "industry" TEXT NULL,
    "website" TEXT NULL,
    "phone" TEXT NULL,
    "email" TEXT NULL,
    "email_domain" TEXT NULL,
    "street" TEXT NULL,
    "city" TEXT NULL,
    "region" TEXT NULL,
    "postal_code" TEXT NULL,
    "country" TEXT NULL,
    "address" TEXT NULL,
    "parent_id" TEXT NULL,
    "employee_count" INTEGER NULL,
    "annual_revenue" INTEGER NULL,
    "currency" TEXT NULL,
    "founded_year" INTEGER NULL,
    "description" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    "owner_id" TEXT NULL,
    "team_id" TEXT NULL,
    "pipeline_key" TEXT NULL,
    "stage_key" TEXT NULL,
    "passed_stage_keys" TEXT NULL,
    "stage_category" TEXT NULL,
    "stage_entered_at" TEXT NULL,
    "closed_at" TEXT NULL,
    "closed_on" TEXT NULL,
    "loss_reason" TEXT NULL,
    "stage_note" TEXT NULL,
    "converted_at" TEXT NULL,
    CONSTRAINT "pk_crm_account" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_api_key" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "scopes" TEXT NULL,
    "created_at" TEXT NOT NULL,
    "expires_at" TEXT NULL,
    "last_used_at" TEXT NULL,
    "revoked_at" TEXT NULL,
    CONSTRAINT "pk_crm_api_key" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_appointment" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "ends_at" TEXT NULL,
    "location" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    "owner_id" TEXT NULL,
    "team_id" TEXT NULL,
    "pipeline_key" TEXT NULL,
    "stage_key" TEXT NULL,
    "passed_stage_keys" TEXT NULL,
    "stage_category" TEXT NULL,
    "stage_entered_at" TEXT NULL,
    "closed_at" TEXT NULL,
    "closed_on" TEXT NULL,
    "loss_reason" TEXT NULL,
    "stage_note" TEXT NULL,
    "converted_at" TEXT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NULL,
    "regarding_type" TEXT NULL,
    "regarding_id" TEXT NULL,
    "contact_id" TEXT NULL,
    "starts_at" TEXT NULL,
    "due_at" TEXT NULL,
    "done_at" TEXT NULL,
    "outcome" TEXT NULL,
    CONSTRAINT "pk_crm_appointment" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_asset" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "serial_number" TEXT NULL,
    "product_id" TEXT NULL,
    "account_id" TEXT NULL,
    "contact_id" TEXT NULL,
    "order_id" TEXT NULL,
    "purchased_on" TEXT NULL,
    "warranty_ends_on" TEXT NULL,
    "status" TEXT NOT NULL,
    "description" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    "owner_id" TEXT NULL,
    "team_id" TEXT NULL,
    "pipeline_key" TEXT NULL,
    "stage_key" TEXT NULL,
    "passed_stage_keys" TEXT NULL,
    "stage_category" TEXT NULL,
    "stage_entered_at" TEXT NULL,
    "closed_at" TEXT NULL,
    "closed_on" TEXT NULL,
    "loss_reason" TEXT NULL,
    "stage_note" TEXT NULL,
    "converted_at" TEXT NULL,
    CONSTRAINT "pk_crm_asset" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_attachment" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "record_type" TEXT NOT NULL,
    "record_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "actor_id" TEXT NULL,
    CONSTRAINT "pk_crm_attachment" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_audit_entry" (
    "sequence" INTEGER NOT NULL CONSTRAINT "pk_crm_audit_entry" PRIMARY KEY AUTOINCREMENT,
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "record_type" TEXT NOT NULL,
    "record_id" TEXT NOT NULL,
    "record_version" INTEGER NOT NULL,
    "operation" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "actor_id" TEXT NULL,
    "actor_name" TEXT NULL,
    "door" TEXT NOT NULL,
    "address" TEXT NULL,
    "credential" TEXT NULL,
    "correlation_id" TEXT NOT NULL,
    "reason" TEXT NULL,
    "changes" TEXT NOT NULL
);
CREATE TABLE "crm_audit_seal" (
    "tenant_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "sealed_at" TEXT NOT NULL,
    "first_sequence" INTEGER NOT NULL,
    "last_sequence" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,
    "entries" TEXT NULL,
    "entries_hash" TEXT NOT NULL,
    "previous_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    CONSTRAINT "pk_crm_audit_seal" PRIMARY KEY ("tenant_id", "number")
);
CREATE TABLE "crm_behaviour_event" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "page" TEXT NULL,
    "title" TEXT NULL,
    "source" TEXT NOT NULL,
    "referrer" TEXT NULL,
    "company_domain" TEXT NULL,
    "properties" TEXT NULL,
    "visitor_id" TEXT NULL,
    "contact_id" TEXT NULL,
    "account_id" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    CONSTRAINT "pk_crm_behaviour_event" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_behaviour_identity" (
    "tenant_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "visitor_id" TEXT NOT NULL,
    CONSTRAINT "pk_crm_behaviour_identity" PRIMARY KEY ("tenant_id", "key", "visitor_id")
);
CREATE TABLE "crm_behaviour_visitor" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "contact_id" TEXT NULL,
    "is_ambiguous" INTEGER NOT NULL,
    "candidates" TEXT NOT NULL,
    "last_at" TEXT NOT NULL,
    CONSTRAINT "pk_crm_behaviour_visitor" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_campaign" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "code" TEXT NULL,
    "kind" TEXT NULL,
    "starts_on" TEXT NULL,
    "ends_on" TEXT NULL,
    "budget" INTEGER NULL,
    "actual_cost" INTEGER NULL,
    "currency" TEXT NULL,
    "source" TEXT NULL,
    "description" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    "owner_id" TEXT NULL,
    "team_id" TEXT NULL,
    "pipeline_key" TEXT NULL,
    "stage_key" TEXT NULL,
    "passed_stage_keys" TEXT NULL,
    "stage_category" TEXT NULL,
    "stage_entered_at" TEXT NULL,
    "closed_at" TEXT NULL,
    "closed_on" TEXT NULL,
    "loss_reason" TEXT NULL,
    "stage_note" TEXT NULL,
    "converted_at" TEXT NULL,
    CONSTRAINT "pk_crm_campaign" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_case" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "number" TEXT NULL,
    "subject" TEXT NOT NULL,
    "description" TEXT NULL,
    "account_id" TEXT NULL,
    "contact_id" TEXT NULL,
    "asset_id" TEXT NULL,
    "order_id" TEXT NULL,
    "priority" TEXT NOT NULL,
    "channel" TEXT NULL,
    "category" TEXT NULL,
    "first_response_due_at" TEXT NULL,
    "resolution_due_at" TEXT NULL,
    "first_responded_at" TEXT NULL,
    "resolved_at" TEXT NULL,
    "resolution" TEXT NULL,
    "satisfaction" INTEGER NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    "owner_id" TEXT NULL,
    "team_id" TEXT NULL,
    "pipeline_key" TEXT NULL,
    "stage_key" TEXT NULL,
    "passed_stage_keys" TEXT NULL,
    "stage_category" TEXT NULL,
    "stage_entered_at" TEXT NULL,
    "closed_at" TEXT NULL,
    "closed_on" TEXT NULL,
    "loss_reason" TEXT NULL,
    "stage_note" TEXT NULL,
    "converted_at" TEXT NULL,
    CONSTRAINT "pk_crm_case" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_catalog_entry" (
    "tenant_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "definition" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    CONSTRAINT "pk_crm_catalog_entry" PRIMARY KEY ("tenant_id", "kind", "key")
);
CREATE TABLE "crm_catalog_version" (
    "tenant_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "definition" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "actor_id" TEXT NULL,
    CONSTRAINT "pk_crm_catalog_version" PRIMARY KEY ("tenant_id", "kind", "key", "version")
);
CREATE TABLE "crm_change_counter" (
    "tenant_id" TEXT NOT NULL CONSTRAINT "pk_crm_change_counter" PRIMARY KEY,
    "last" INTEGER NOT NULL
);
CREATE TABLE "crm_channel_message" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "direction" TEXT NOT NULL,
    "channel" TEXT NULL,
    "platform" TEXT NULL,
    "address" TEXT NULL,
    "url" TEXT NULL,
    "message_id" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    "owner_id" TEXT NULL,
    "team_id" TEXT NULL,
    "pipeline_key" TEXT NULL,
    "stage_key" TEXT NULL,
    "passed_stage_keys" TEXT NULL,
    "stage_category" TEXT NULL,
    "stage_entered_at" TEXT NULL,
    "closed_at" TEXT NULL,
    "closed_on" TEXT NULL,
    "loss_reason" TEXT NULL,
    "stage_note" TEXT NULL,
    "converted_at" TEXT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NULL,
    "regarding_type" TEXT NULL,
    "regarding_id" TEXT NULL,
    "contact_id" TEXT NULL,
    "starts_at" TEXT NULL,
    "due_at" TEXT NULL,
    "done_at" TEXT NULL,
    "outcome" TEXT NULL,
    CONSTRAINT "pk_crm_channel_message" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_connector_link" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "connector" TEXT NOT NULL,
    "record_type" TEXT NOT NULL,
    "external_id" TEXT NULL,
    "record_id" TEXT NULL,
    "status" TEXT NOT NULL,
    "external_version" TEXT NULL,
    "record_version" INTEGER NULL,
    "synced" TEXT NOT NULL,
    "seen_version" INTEGER NULL,
    "push_id" TEXT NULL,
    "sent" TEXT NOT NULL,
    "sent_base" TEXT NULL,
    "is_sent_deleted" INTEGER NOT NULL,
    "synced_at" TEXT NULL,
    "their_version" TEXT NULL,
    "is_deleted_there" INTEGER NOT NULL,
    "pending" TEXT NOT NULL,
    "error_code" TEXT NULL,
    "error" TEXT NULL,
    "at" TEXT NOT NULL,
    CONSTRAINT "pk_crm_connector_link" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_connector_state" (
    "tenant_id" TEXT NOT NULL,
    "connector" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "cursor" TEXT NULL,
    "cursor_at" TEXT NULL,
    "batches" INTEGER NOT NULL,
    "asked_at" TEXT NULL,
    "run_at" TEXT NULL,
    "created" INTEGER NOT NULL,
    "updated" INTEGER NOT NULL,
    "deleted" INTEGER NOT NULL,
    "pushed" INTEGER NOT NULL,
    "rule" TEXT NOT NULL,
    "error_code" TEXT NULL,
    "error" TEXT NULL,
    "push_error_code" TEXT NULL,
    "push_error" TEXT NULL,
    CONSTRAINT "pk_crm_connector_state" PRIMARY KEY ("tenant_id", "connector")
);
CREATE TABLE "crm_consent_entry" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "record_type" TEXT NOT NULL,
    "record_id" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "act" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "recorded_at" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "address" TEXT NULL,
    "text" TEXT NULL,
    "language" TEXT NULL,
    "evidence" TEXT NULL,
    "submission_id" TEXT NULL,
    "confirms_id" TEXT NULL,
    "confirm_hash" TEXT NULL,
    "confirm_until" TEXT NULL,
    "withdraw_token" TEXT NULL,
    "actor_id" TEXT NULL,
    "actor_name" TEXT NULL,
    "door" TEXT NOT NULL,
    "network" TEXT NULL,
    "credential" TEXT NULL,
    CONSTRAINT "pk_crm_consent_entry" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_contact" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "first_name" TEXT NULL,
    "last_name" TEXT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NULL,
    "email_bounced_at" TEXT NULL,
    "phone" TEXT NULL,
    "mobile" TEXT NULL,
    "job_title" TEXT NULL,
    "department" TEXT NULL,
    "account_id" TEXT NULL,
    "born_on" TEXT NULL,
    "street" TEXT NULL,
    "city" TEXT NULL,
    "region" TEXT NULL,
    "postal_code" TEXT NULL,
    "country" TEXT NULL,
    "address" TEXT NULL,
    "preferred_channel" TEXT NULL,
    "description" TEXT NULL,
    "quarantined_at" TEXT NULL,
    "quarantine_reason" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    "owner_id" TEXT NULL,
    "team_id" TEXT NULL,
    "pipeline_key" TEXT NULL,
    "stage_key" TEXT NULL,
    "passed_stage_keys" TEXT NULL,
    "stage_category" TEXT NULL,
    "stage_entered_at" TEXT NULL,
    "closed_at" TEXT NULL,
    "closed_on" TEXT NULL,
    "loss_reason" TEXT NULL,
    "stage_note" TEXT NULL,
    "converted_at" TEXT NULL,
    CONSTRAINT "pk_crm_contact" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_contract" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "number" TEXT NULL,
    "account_id" TEXT NULL,
    "opportunity_id" TEXT NULL,
    "project_id" TEXT NULL,
    "quote_id" TEXT NULL,
    "amount" INTEGER NULL,
    "currency" TEXT NULL,
    "starts_on" TEXT NULL,
    "ends_on" TEXT NULL,
    "renewal_kind" TEXT NOT NULL,
    "renewal_months" INTEGER NULL,
    "notice_days" INTEGER NULL,
    "notice_by_on" TEXT NULL,
    "signed_on" TEXT NULL,
    "terms" TEXT NULL,
    "description" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    "owner_id" TEXT NULL,
    "team_id" TEXT NULL,
    "pipeline_key" TEXT NULL,
    "stage_key" TEXT NULL,
    "passed_stage_keys" TEXT NULL,
    "stage_category" TEXT NULL,
    "stage_entered_at" TEXT NULL,
    "closed_at" TEXT NULL,
    "closed_on" TEXT NULL,
    "loss_reason" TEXT NULL,
    "stage_note" TEXT NULL,
    "converted_at" TEXT NULL,
    CONSTRAINT "pk_crm_contract" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_conversion_link" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "source_type" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "target_type" TEXT NOT NULL,
    "target_id" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "actor_id" TEXT NULL,
    "made" TEXT NOT NULL,
    "person_id" TEXT NULL,
    CONSTRAINT "pk_crm_conversion_link" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_counter" (
    "tenant_id" TEXT NOT NULL,
    "record_type" TEXT NOT NULL,
    "pipeline_key" TEXT NOT NULL,
    "stage_key" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "passed_stage_keys" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "amount" INTEGER NOT NULL,
    "weighted" INTEGER NOT NULL,
    CONSTRAINT "pk_crm_counter" PRIMARY KEY ("tenant_id", "record_type", "pipeline_key", "stage_key", "owner_id", "team_id", "passed_stage_keys", "currency")
);
CREATE TABLE "crm_counter_delta" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "record_type" TEXT NOT NULL,
    "pipeline_key" TEXT NOT NULL,
    "stage_key" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "passed_stage_keys" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "amount" INTEGER NOT NULL,
    "weighted" INTEGER NOT NULL,
    CONSTRAINT "pk_crm_counter_delta" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_custom_record" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "type_key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    "owner_id" TEXT NULL,
    "team_id" TEXT NULL,
    "pipeline_key" TEXT NULL,
    "stage_key" TEXT NULL,
    "passed_stage_keys" TEXT NULL,
    "stage_category" TEXT NULL,
    "stage_entered_at" TEXT NULL,
    "closed_at" TEXT NULL,
    "closed_on" TEXT NULL,
    "loss_reason" TEXT NULL,
    "stage_note" TEXT NULL,
    "converted_at" TEXT NULL,
    CONSTRAINT "pk_crm_custom_record" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_dashboard_entry" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "tiles" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    CONSTRAINT "pk_crm_dashboard_entry" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_due_entry" (
    "tenant_id" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "due_at" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    CONSTRAINT "pk_crm_due_entry" PRIMARY KEY ("tenant_id", "rule", "subject", "due_at")
);
CREATE TABLE "crm_duplicate_pair" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "record_type" TEXT NOT NULL,
    "first_id" TEXT NOT NULL,
    "second_id" TEXT NOT NULL,
    "score" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "reasons" TEXT NOT NULL,
    "found_at" TEXT NOT NULL,
    "decided_at" TEXT NULL,
    "decided_by_id" TEXT NULL,
    CONSTRAINT "pk_crm_duplicate_pair" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_email_message" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "direction" TEXT NOT NULL,
    "from_address" TEXT NULL,
    "to_addresses" TEXT NULL,
    "message_id" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    "owner_id" TEXT NULL,
    "team_id" TEXT NULL,
    "pipeline_key" TEXT NULL,
    "stage_key" TEXT NULL,
    "passed_stage_keys" TEXT NULL,
    "stage_category" TEXT NULL,
    "stage_entered_at" TEXT NULL,
    "closed_at" TEXT NULL,
    "closed_on" TEXT NULL,
    "loss_reason" TEXT NULL,
    "stage_note" TEXT NULL,
    "converted_at" TEXT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NULL,
    "regarding_type" TEXT NULL,
    "regarding_id" TEXT NULL,
    "contact_id" TEXT NULL,
    "starts_at" TEXT NULL,
    "due_at" TEXT NULL,
    "done_at" TEXT NULL,
    "outcome" TEXT NULL,
    CONSTRAINT "pk_crm_email_message" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_field_read" (
    "tenant_id" TEXT NOT NULL,
    "record_type" TEXT NOT NULL,
    "field" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "last_read_at" TEXT NOT NULL,
    CONSTRAINT "pk_crm_field_read" PRIMARY KEY ("tenant_id", "record_type", "field")
);
CREATE TABLE "crm_follow_up" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "priority" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    "owner_id" TEXT NULL,
    "team_id" TEXT NULL,
    "pipeline_key" TEXT NULL,
    "stage_key" TEXT NULL,
    "passed_stage_keys" TEXT NULL,
    "stage_category" TEXT NULL,
    "stage_entered_at" TEXT NULL,
    "closed_at" TEXT NULL,
    "closed_on" TEXT NULL,
    "loss_reason" TEXT NULL,
    "stage_note" TEXT NULL,
    "converted_at" TEXT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NULL,
    "regarding_type" TEXT NULL,
    "regarding_id" TEXT NULL,
    "contact_id" TEXT NULL,
    "starts_at" TEXT NULL,
    "due_at" TEXT NULL,
    "done_at" TEXT NULL,
    "outcome" TEXT NULL,
    CONSTRAINT "pk_crm_follow_up" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_form_entry" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "public_key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "definition" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    CONSTRAINT "pk_crm_form_entry" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_form_submission_entry" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "form_id" TEXT NOT NULL,
    "nonce" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "reason" TEXT NULL,
    "filled" TEXT NOT NULL,
    "consent" TEXT NULL,
    "language" TEXT NULL,
    "lead_id" TEXT NULL,
    CONSTRAINT "pk_crm_form_submission_entry" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_idempotency_entry" (
    "tenant_id" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "reserved_until" TEXT NULL,
    "status" INTEGER NOT NULL,
    "headers" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "is_binary" INTEGER NOT NULL,
    CONSTRAINT "pk_crm_idempotency_entry" PRIMARY KEY ("tenant_id", "actor_id", "key")
);
CREATE TABLE "crm_import_mapping" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "record_type" TEXT NOT NULL,
    "definition" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    CONSTRAINT "pk_crm_import_mapping" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_import_question_entry" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "import_id" TEXT NOT NULL,
    "record_type" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "record_id" TEXT NOT NULL,
    "name" TEXT NULL,
    "confidence" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "columns" TEXT NOT NULL,
    "cells" TEXT NOT NULL,
    "kinds" TEXT NULL,
    "is_guarded" INTEGER NOT NULL,
    "asked_at" TEXT NOT NULL,
    CONSTRAINT "pk_crm_import_question_entry" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_import_run" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "record_type" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "map" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "rows" INTEGER NOT NULL,
    "created" INTEGER NOT NULL,
    "updated" INTEGER NOT NULL,
    "skipped" INTEGER NOT NULL,
    "refused" INTEGER NOT NULL,
    "asked" INTEGER NOT NULL,
    "waiting" TEXT NOT NULL,
    "error_length" INTEGER NOT NULL,
    "question_length" INTEGER NOT NULL,
    "report" TEXT NULL,
    "revert_report" TEXT NULL,
    "started_at" TEXT NOT NULL,
    "finished_at" TEXT NULL,
    "actor_id" TEXT NULL,
    CONSTRAINT "pk_crm_import_run" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_inbox_entry" (
    "tenant_id" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "subscriber" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    CONSTRAINT "pk_crm_inbox_entry" PRIMARY KEY ("tenant_id", "message_id", "subscriber")
);
CREATE TABLE "crm_knowledge_article" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NULL,
    "category" TEXT NULL,
    "product_id" TEXT NULL,
    "language" TEXT NULL,
    "status" TEXT NOT NULL,
    "is_public" INTEGER NOT NULL,
    "helped_count" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    "owner_id" TEXT NULL,
    "team_id" TEXT NULL,
    "pipeline_key" TEXT NULL,
    "stage_key" TEXT NULL,
    "passed_stage_keys" TEXT NULL,
    "stage_category" TEXT NULL,
    "stage_entered_at" TEXT NULL,
    "closed_at" TEXT NULL,
    "closed_on" TEXT NULL,
    "loss_reason" TEXT NULL,
    "stage_note" TEXT NULL,
    "converted_at" TEXT NULL,
    CONSTRAINT "pk_crm_knowledge_article" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_lead" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "company_name" TEXT NULL,
    "job_title" TEXT NULL,
    "email" TEXT NULL,
    "email_bounced_at" TEXT NULL,
    "phone" TEXT NULL,
    "website" TEXT NULL,
    "source" TEXT NULL,
    "channel" TEXT NULL,
    "campaign_id" TEXT NULL,
    "score" INTEGER NULL,
    "pool" TEXT NULL,
    "rating" TEXT NULL,
    "need_description" TEXT NULL,
    "product_id" TEXT NULL,
    "street" TEXT NULL,
    "city" TEXT NULL,
    "region" TEXT NULL,
    "postal_code" TEXT NULL,
    "country" TEXT NULL,
    "address" TEXT NULL,
    "estimated_amount" INTEGER NULL,
    "currency" TEXT NULL,
    "account_id" TEXT NULL,
    "contact_id" TEXT NULL,
    "quarantined_at" TEXT NULL,
    "quarantine_reason" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    "owner_id" TEXT NULL,
    "team_id" TEXT NULL,
    "pipeline_key" TEXT NULL,
    "stage_key" TEXT NULL,
    "passed_stage_keys" TEXT NULL,
    "stage_category" TEXT NULL,
    "stage_entered_at" TEXT NULL,
    "closed_at" TEXT NULL,
    "closed_on" TEXT NULL,
    "loss_reason" TEXT NULL,
    "stage_note" TEXT NULL,
    "converted_at" TEXT NULL,
    CONSTRAINT "pk_crm_lead" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_lifecycle_change" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "record_id" TEXT NOT NULL,
    "record_type" TEXT NOT NULL,
    "from_class" TEXT NOT NULL,
    "to_class" TEXT NOT NULL,
    "changed_on" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "next_on" TEXT NULL,
    "current_id" TEXT NULL,
    CONSTRAINT "pk_crm_lifecycle_change" PRIMARY KEY ("tenant_id", "record_id", "id")
);
CREATE TABLE "crm_lifecycle_look" (
    "tenant_id" TEXT NOT NULL,
    "record_id" TEXT NOT NULL,
    "record_type" TEXT NOT NULL,
    CONSTRAINT "pk_crm_lifecycle_look" PRIMARY KEY ("tenant_id", "record_id")
);
CREATE TABLE "crm_mention_entry" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "record_type" TEXT NOT NULL,
    "record_id" TEXT NOT NULL,
    "by_id" TEXT NULL,
    "at" TEXT NOT NULL,
    "seen_at" TEXT NULL,
    CONSTRAINT "pk_crm_mention_entry" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_merge_step" (
    "tenant_id" TEXT NOT NULL,
    "merge_id" TEXT NOT NULL,
    "record_id" TEXT NOT NULL,
    "record_type" TEXT NOT NULL,
    "changes" TEXT NOT NULL,
    CONSTRAINT "pk_crm_merge_step" PRIMARY KEY ("tenant_id", "merge_id", "record_id")
);
CREATE TABLE "crm_note" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "is_pinned" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    "owner_id" TEXT NULL,
    "team_id" TEXT NULL,
    "pipeline_key" TEXT NULL,
    "stage_key" TEXT NULL,
    "passed_stage_keys" TEXT NULL,
    "stage_category" TEXT NULL,
    "stage_entered_at" TEXT NULL,
    "closed_at" TEXT NULL,
    "closed_on" TEXT NULL,
    "loss_reason" TEXT NULL,
    "stage_note" TEXT NULL,
    "converted_at" TEXT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NULL,
    "regarding_type" TEXT NULL,
    "regarding_id" TEXT NULL,
    "contact_id" TEXT NULL,
    "starts_at" TEXT NULL,
    "due_at" TEXT NULL,
    "done_at" TEXT NULL,
    "outcome" TEXT NULL,
    CONSTRAINT "pk_crm_note" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_opportunity" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "account_id" TEXT NULL,
    "contact_id" TEXT NULL,
    "product_id" TEXT NULL,
    "amount" INTEGER NULL,
    "price_book_id" TEXT NULL,
    "currency" TEXT NULL,
    "opened_on" TEXT NULL,
    "expected_close_on" TEXT NULL,
    "source" TEXT NULL,
    "campaign_id" TEXT NULL,
    "region" TEXT NULL,
    "probability_override_percent" INTEGER NULL,
    "probability_percent" INTEGER NULL,
    "weighted_amount" INTEGER NULL,
    "forecast_category" TEXT NOT NULL,
    "review_on" TEXT NULL,
    "next_step" TEXT NULL,
    "next_step_on" TEXT NULL,
    "need" TEXT NULL,
    "description" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    "owner_id" TEXT NULL,
    "team_id" TEXT NULL,
    "pipeline_key" TEXT NULL,
    "stage_key" TEXT NULL,
    "passed_stage_keys" TEXT NULL,
    "stage_category" TEXT NULL,
    "stage_entered_at" TEXT NULL,
    "closed_at" TEXT NULL,
    "closed_on" TEXT NULL,
    "loss_reason" TEXT NULL,
    "stage_note" TEXT NULL,
    "converted_at" TEXT NULL,
    CONSTRAINT "pk_crm_opportunity" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_order" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "quote_id" TEXT NULL,
    "contract_id" TEXT NULL,
    "ordered_on" TEXT NULL,
    "paid_total" INTEGER NULL,
    "refund_total" INTEGER NULL,
    "returned_total" INTEGER NULL,
    "outstanding_total" INTEGER NULL,
    "delivery_state" TEXT NOT NULL,
    "shipping_name" TEXT NULL,
    "shipping_street" TEXT NULL,
    "shipping_city" TEXT NULL,
    "shipping_region" TEXT NULL,
    "shipping_postal_code" TEXT NULL,
    "shipping_country" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    "owner_id" TEXT NULL,
    "team_id" TEXT NULL,
    "pipeline_key" TEXT NULL,
    "stage_key" TEXT NULL,
    "passed_stage_keys" TEXT NULL,
    "stage_category" TEXT NULL,
    "stage_entered_at" TEXT NULL,
    "closed_at" TEXT NULL,
    "closed_on" TEXT NULL,
    "loss_reason" TEXT NULL,
    "stage_note" TEXT NULL,
    "converted_at" TEXT NULL,
    "name" TEXT NOT NULL,
    "number" TEXT NULL,
    "account_id" TEXT NULL,
    "contact_id" TEXT NULL,
    "opportunity_id" TEXT NULL,
    "price_book_id" TEXT NULL,
    "currency" TEXT NULL,
    "discount_percent" INTEGER NULL,
    "discount_amount" INTEGER NULL,
    "adjustment" INTEGER NULL,
    "subtotal" INTEGER NULL,
    "discount_total" INTEGER NULL,
    "tax_total" INTEGER NULL,
    "total" INTEGER NULL,
    "description" TEXT NULL,
    CONSTRAINT "pk_crm_order" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_outbox_message" (
    "sequence" INTEGER NOT NULL CONSTRAINT "pk_crm_outbox_message" PRIMARY KEY AUTOINCREMENT,
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "class" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "key" TEXT NULL,
    "payload" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "depth" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "due_at" TEXT NOT NULL,
    "leased_until" TEXT NULL,
    "last_error" TEXT NULL,
    "settled_at" TEXT NULL,
    "change_number" INTEGER NULL,
    "held_since" TEXT NULL
);
CREATE TABLE "crm_person_erasure" (
    "tenant_id" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "actor_id" TEXT NULL,
    CONSTRAINT "pk_crm_person_erasure" PRIMARY KEY ("tenant_id", "hash")
);
CREATE TABLE "crm_person_export_ticket" (
    "tenant_id" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "record_type" TEXT NOT NULL,
    "record_id" TEXT NOT NULL,
    "actor_id" TEXT NULL,
    "expires_at" TEXT NOT NULL,
    CONSTRAINT "pk_crm_person_export_ticket" PRIMARY KEY ("tenant_id", "hash")
);
CREATE TABLE "crm_phone_call" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "direction" TEXT NOT NULL,
    "duration_seconds" INTEGER NULL,
    "phone_number" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    "owner_id" TEXT NULL,
    "team_id" TEXT NULL,
    "pipeline_key" TEXT NULL,
    "stage_key" TEXT NULL,
    "passed_stage_keys" TEXT NULL,
    "stage_category" TEXT NULL,
    "stage_entered_at" TEXT NULL,
    "closed_at" TEXT NULL,
    "closed_on" TEXT NULL,
    "loss_reason" TEXT NULL,
    "stage_note" TEXT NULL,
    "converted_at" TEXT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NULL,
    "regarding_type" TEXT NULL,
    "regarding_id" TEXT NULL,
    "contact_id" TEXT NULL,
    "starts_at" TEXT NULL,
    "due_at" TEXT NULL,
    "done_at" TEXT NULL,
    "outcome" TEXT NULL,
    CONSTRAINT "pk_crm_phone_call" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_price_book" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "currency" TEXT NULL,
    "valid_from_on" TEXT NULL,
    "valid_until_on" TEXT NULL,
    "is_default" INTEGER NOT NULL,
    "description" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    CONSTRAINT "pk_crm_price_book" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_product" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "code" TEXT NULL,
    "family" TEXT NULL,
    "description" TEXT NULL,
    "unit" TEXT NULL,
    "list_price" INTEGER NULL,
    "unit_cost" INTEGER NULL,
    "currency" TEXT NULL,
    "tax_percent" INTEGER NULL,
    "warranty_months" INTEGER NULL,
    "is_active" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    CONSTRAINT "pk_crm_product" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_project" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "account_id" TEXT NULL,
    "opportunity_id" TEXT NULL,
    "budget" INTEGER NULL,
    "actual_cost" INTEGER NULL,
    "currency" TEXT NULL,
    "planned_start_on" TEXT NULL,
    "planned_end_on" TEXT NULL,
    "actual_start_on" TEXT NULL,
    "actual_end_on" TEXT NULL,
    "description" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    "owner_id" TEXT NULL,
    "team_id" TEXT NULL,
    "pipeline_key" TEXT NULL,
    "stage_key" TEXT NULL,
    "passed_stage_keys" TEXT NULL,
    "stage_category" TEXT NULL,
    "stage_entered_at" TEXT NULL,
    "closed_at" TEXT NULL,
    "closed_on" TEXT NULL,
    "loss_reason" TEXT NULL,
    "stage_note" TEXT NULL,
    "converted_at" TEXT NULL,
    CONSTRAINT "pk_crm_project" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_quote" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "revision" INTEGER NULL,
    "revision_of_id" TEXT NULL,
    "issued_on" TEXT NULL,
    "valid_until_on" TEXT NULL,
    "terms" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    "owner_id" TEXT NULL,
    "team_id" TEXT NULL,
    "pipeline_key" TEXT NULL,
    "stage_key" TEXT NULL,
    "passed_stage_keys" TEXT NULL,
    "stage_category" TEXT NULL,
    "stage_entered_at" TEXT NULL,
    "closed_at" TEXT NULL,
    "closed_on" TEXT NULL,
    "loss_reason" TEXT NULL,
    "stage_note" TEXT NULL,
    "converted_at" TEXT NULL,
    "name" TEXT NOT NULL,
    "number" TEXT NULL,
    "account_id" TEXT NULL,
    "contact_id" TEXT NULL,
    "opportunity_id" TEXT NULL,
    "price_book_id" TEXT NULL,
    "currency" TEXT NULL,
    "discount_percent" INTEGER NULL,
    "discount_amount" INTEGER NULL,
    "adjustment" INTEGER NULL,
    "subtotal" INTEGER NULL,
    "discount_total" INTEGER NULL,
    "tax_total" INTEGER NULL,
    "total" INTEGER NULL,
    "description" TEXT NULL,
    CONSTRAINT "pk_crm_quote" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_record_merge" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "record_type" TEXT NOT NULL,
    "winner_id" TEXT NOT NULL,
    "loser_id" TEXT NOT NULL,
    "active_loser_id" TEXT NULL,
    "at" TEXT NOT NULL,
    "actor_id" TEXT NULL,
    "undone_at" TEXT NULL,
    "undone_by_id" TEXT NULL,
    CONSTRAINT "pk_crm_record_merge" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_sales_target" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "user_id" TEXT NULL,
    "team_id" TEXT NULL,
    "starts_on" TEXT NULL,
    "ends_on" TEXT NULL,
    "amount" INTEGER NULL,
    "currency" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    CONSTRAINT "pk_crm_sales_target" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_security_log_entry" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "user_id" TEXT NULL,
    "actor_id" TEXT NULL,
    "address" TEXT NULL,
    "detail" TEXT NULL,
    CONSTRAINT "pk_crm_security_log_entry" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_segment_change" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "record_type" TEXT NOT NULL,
    "fields" TEXT NULL,
    "segment_id" TEXT NULL,
    "records" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "depth" INTEGER NOT NULL,
    CONSTRAINT "pk_crm_segment_change" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_segment_entry" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "record_type" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "filter" TEXT NULL,
    "kind" TEXT NOT NULL,
    "sharing" TEXT NOT NULL,
    "team_id" TEXT NULL,
    "owner_id" TEXT NULL,
    "members" INTEGER NOT NULL,
    "shape" TEXT NOT NULL,
    "as_of" TEXT NOT NULL,
    "clock_from" TEXT NULL,
    "built_after" TEXT NULL,
    "removed_at" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    CONSTRAINT "pk_crm_segment_entry" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_segment_member" (
    "tenant_id" TEXT NOT NULL,
    "segment_id" TEXT NOT NULL,
    "record_id" TEXT NOT NULL,
    "entered_at" TEXT NOT NULL,
    "merge_id" TEXT NULL,
    CONSTRAINT "pk_crm_segment_member" PRIMARY KEY ("tenant_id", "segment_id", "record_id")
);
CREATE TABLE "crm_share_entry" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "record_type" TEXT NOT NULL,
    "record_id" TEXT NOT NULL,
    "recipient_id" TEXT NOT NULL,
    "is_team" INTEGER NOT NULL,
    "can_write" INTEGER NOT NULL,
    "until" TEXT NULL,
    "shared_at" TEXT NOT NULL,
    "shared_by_id" TEXT NULL,
    CONSTRAINT "pk_crm_share_entry" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_sign_in_account" (
    "user_id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "password_changed_at" TEXT NOT NULL,
    "failures" INTEGER NOT NULL,
    "locked_until" TEXT NULL,
    "factor_secret" TEXT NULL,
    "factor_confirmed_at" TEXT NULL,
    "factor_step" INTEGER NOT NULL,
    "recovery_hashes" TEXT NOT NULL,
    CONSTRAINT "pk_crm_sign_in_account" PRIMARY KEY ("tenant_id", "user_id")
);
CREATE TABLE "crm_sign_in_link" (
    "user_id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "expires_at" TEXT NOT NULL,
    CONSTRAINT "pk_crm_sign_in_link" PRIMARY KEY ("tenant_id", "user_id")
);
CREATE TABLE "crm_sign_in_session" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "awaits_code" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "last_seen_at" TEXT NOT NULL,
    "expires_at" TEXT NOT NULL,
    "address" TEXT NULL,
    "agent" TEXT NULL,
    CONSTRAINT "pk_crm_sign_in_session" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_stage_history_entry" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "record_id" TEXT NOT NULL,
    "record_type" TEXT NOT NULL,
    "pipeline_key" TEXT NOT NULL,
    "stage_key" TEXT NOT NULL,
    "from_stage_key" TEXT NULL,
    "category" TEXT NOT NULL,
    "entered_at" TEXT NOT NULL,
    "left_at" TEXT NULL,
    "dwell_seconds" INTEGER NULL,
    "moved_by_id" TEXT NULL,
    "loss_reason" TEXT NULL,
    "note" TEXT NULL,
    CONSTRAINT "pk_crm_stage_history_entry" PRIMARY KEY ("tenant_id", "record_id", "id")
);
CREATE TABLE "crm_survey_answer" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "survey" TEXT NULL,
    "question" TEXT NULL,
    "answer" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    "owner_id" TEXT NULL,
    "team_id" TEXT NULL,
    "pipeline_key" TEXT NULL,
    "stage_key" TEXT NULL,
    "passed_stage_keys" TEXT NULL,
    "stage_category" TEXT NULL,
    "stage_entered_at" TEXT NULL,
    "closed_at" TEXT NULL,
    "closed_on" TEXT NULL,
    "loss_reason" TEXT NULL,
    "stage_note" TEXT NULL,
    "converted_at" TEXT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NULL,
    "regarding_type" TEXT NULL,
    "regarding_id" TEXT NULL,
    "contact_id" TEXT NULL,
    "starts_at" TEXT NULL,
    "due_at" TEXT NULL,
    "done_at" TEXT NULL,
    "outcome" TEXT NULL,
    CONSTRAINT "pk_crm_survey_answer" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_team" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "parent_id" TEXT NULL,
    "manager_id" TEXT NULL,
    "region" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    CONSTRAINT "pk_crm_team" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_territory" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "parent_id" TEXT NULL,
    "region" TEXT NULL,
    "country" TEXT NULL,
    "manager_id" TEXT NULL,
    "team_id" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    CONSTRAINT "pk_crm_territory" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_transfer_entry" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "record_type" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "request" TEXT NOT NULL,
    "actor_id" TEXT NULL,
    "scopes" TEXT NULL,
    "door" TEXT NOT NULL,
    "address" TEXT NULL,
    "credential" TEXT NULL,
    "progress" TEXT NOT NULL,
    "result" TEXT NULL,
    "errors" TEXT NULL,
    "content_type" TEXT NULL,
    "bytes" INTEGER NULL,
    "is_cancelled" INTEGER NOT NULL,
    "holder" TEXT NULL,
    "leased_until" TEXT NULL,
    "attempts" INTEGER NOT NULL,
    "queued_at" TEXT NOT NULL,
    "started_at" TEXT NULL,
    "finished_at" TEXT NULL,
    "expires_at" TEXT NULL,
    CONSTRAINT "pk_crm_transfer_entry" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_user" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NULL,
    "roles" TEXT NULL,
    "team_id" TEXT NULL,
    "manager_id" TEXT NULL,
    "language" TEXT NULL,
    "time_zone" TEXT NULL,
    "phone" TEXT NULL,
    "job_title" TEXT NULL,
    "is_active" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    CONSTRAINT "pk_crm_user" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_view_entry" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "record_type" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "filter" TEXT NULL,
    "columns" TEXT NOT NULL,
    "order_by" TEXT NULL,
    "sharing" TEXT NOT NULL,
    "team_id" TEXT NULL,
    "owner_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    CONSTRAINT "pk_crm_view_entry" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_webhook_delivery_entry" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "part" INTEGER NOT NULL,
    "event" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "items" TEXT NOT NULL,
    "records" INTEGER NOT NULL,
    "is_checked" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "run" INTEGER NOT NULL,
    "next_at" TEXT NULL,
    "tries" TEXT NOT NULL,
    CONSTRAINT "pk_crm_webhook_delivery_entry" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_webhook_entry" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "shown" TEXT NOT NULL,
    "events" TEXT NOT NULL,
    "filter" TEXT NULL,
    "content" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "is_active" INTEGER NOT NULL,
    "stopped_because" TEXT NULL,
    "failing_since" TEXT NULL,
    "secret" TEXT NOT NULL,
    "secret_at" TEXT NOT NULL,
    "old_secret" TEXT NULL,
    "old_secret_until" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    CONSTRAINT "pk_crm_webhook_entry" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "crm_workflow_run" (
    "tenant_id" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "record_id" TEXT NOT NULL,
    "workflow" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "record_type" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "step" TEXT NULL,
    "error_code" TEXT NULL,
    "error" TEXT NULL,
    "attempts" INTEGER NOT NULL,
    "event_name" TEXT NULL,
    "cause_id" TEXT NOT NULL,
    "depth" INTEGER NOT NULL,
    "at" TEXT NOT NULL,
    CONSTRAINT "pk_crm_workflow_run" PRIMARY KEY ("tenant_id", "message_id", "record_id")
);
CREATE TABLE "crm_account_contact" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "account_id" TEXT NULL,
    "contact_id" TEXT NULL,
    "role" TEXT NOT NULL,
    "is_primary" INTEGER NOT NULL,
    "ended_on" TEXT NULL,
    "note" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    CONSTRAINT "pk_crm_account_contact" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "fk_crm_account_contact_account_id" FOREIGN KEY ("tenant_id", "account_id") REFERENCES "crm_account" ("tenant_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "crm_case_article" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "case_id" TEXT NULL,
    "article_id" TEXT NULL,
    "note" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    CONSTRAINT "pk_crm_case_article" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "fk_crm_case_article_case_id" FOREIGN KEY ("tenant_id", "case_id") REFERENCES "crm_case" ("tenant_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "crm_contract_party" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "contract_id" TEXT NULL,
    "account_id" TEXT NULL,
    "contact_id" TEXT NULL,
    "role" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    CONSTRAINT "pk_crm_contract_party" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "fk_crm_contract_party_contract_id" FOREIGN KEY ("tenant_id", "contract_id") REFERENCES "crm_contract" ("tenant_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "crm_contract_version" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "contract_id" TEXT NULL,
    "version_number" INTEGER NULL,
    "status" TEXT NOT NULL,
    "summary" TEXT NULL,
    "text" TEXT NULL,
    "proposed_by" TEXT NULL,
    "proposed_on" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    CONSTRAINT "pk_crm_contract_version" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "fk_crm_contract_version_contract_id" FOREIGN KEY ("tenant_id", "contract_id") REFERENCES "crm_contract" ("tenant_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "crm_article_vote" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "knowledge_article_id" TEXT NULL,
    "has_helped" INTEGER NOT NULL,
    "reader" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    CONSTRAINT "pk_crm_article_vote" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "fk_crm_article_vote_knowledge_article_id" FOREIGN KEY ("tenant_id", "knowledge_article_id") REFERENCES "crm_knowledge_article" ("tenant_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "crm_opportunity_competitor" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "opportunity_id" TEXT NULL,
    "account_id" TEXT NULL,
    "name" TEXT NOT NULL,
    "strengths" TEXT NULL,
    "weaknesses" TEXT NULL,
    "is_winner" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    CONSTRAINT "pk_crm_opportunity_competitor" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "fk_crm_opportunity_competitor_opportunity_id" FOREIGN KEY ("tenant_id", "opportunity_id") REFERENCES "crm_opportunity" ("tenant_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "crm_opportunity_line" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "opportunity_id" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    "position" INTEGER NULL,
    "product_id" TEXT NULL,
    "description" TEXT NULL,
    "quantity" INTEGER NULL,
    "unit_price" INTEGER NULL,
    "discount_percent" INTEGER NULL,
    "tax_percent" INTEGER NULL,
    "subtotal" INTEGER NULL,
    "discount" INTEGER NULL,
    "tax" INTEGER NULL,
    "total" INTEGER NULL,
    CONSTRAINT "pk_crm_opportunity_line" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "fk_crm_opportunity_line_opportunity_id" FOREIGN KEY ("tenant_id", "opportunity_id") REFERENCES "crm_opportunity" ("tenant_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "crm_opportunity_member" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "opportunity_id" TEXT NULL,
    "user_id" TEXT NULL,
    "role" TEXT NOT NULL,
    "stages" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    CONSTRAINT "pk_crm_opportunity_member" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "fk_crm_opportunity_member_opportunity_id" FOREIGN KEY ("tenant_id", "opportunity_id") REFERENCES "crm_opportunity" ("tenant_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "crm_delivery" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "order_id" TEXT NULL,
    "number" TEXT NULL,
    "delivered_on" TEXT NULL,
    "carrier" TEXT NULL,
    "tracking_number" TEXT NULL,
    "received_by" TEXT NULL,
    "cancelled_on" TEXT NULL,
    "description" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    CONSTRAINT "pk_crm_delivery" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "fk_crm_delivery_order_id" FOREIGN KEY ("tenant_id", "order_id") REFERENCES "crm_order" ("tenant_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "crm_fulfilment_milestone" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "order_id" TEXT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER NULL,
    "planned_on" TEXT NULL,
    "reached_on" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    CONSTRAINT "pk_crm_fulfilment_milestone" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "fk_crm_fulfilment_milestone_order_id" FOREIGN KEY ("tenant_id", "order_id") REFERENCES "crm_order" ("tenant_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "crm_order_line" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "order_id" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    "position" INTEGER NULL,
    "product_id" TEXT NULL,
    "description" TEXT NULL,
    "quantity" INTEGER NULL,
    "unit_price" INTEGER NULL,
    "discount_percent" INTEGER NULL,
    "tax_percent" INTEGER NULL,
    "subtotal" INTEGER NULL,
    "discount" INTEGER NULL,
    "tax" INTEGER NULL,
    "total" INTEGER NULL,
    CONSTRAINT "pk_crm_order_line" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "fk_crm_order_line_order_id" FOREIGN KEY ("tenant_id", "order_id") REFERENCES "crm_order" ("tenant_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "crm_order_return" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "order_id" TEXT NULL,
    "order_line_id" TEXT NULL,
    "quantity" INTEGER NULL,
    "reason" TEXT NULL,
    "returned_on" TEXT NULL,
    "refund" INTEGER NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    CONSTRAINT "pk_crm_order_return" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "fk_crm_order_return_order_id" FOREIGN KEY ("tenant_id", "order_id") REFERENCES "crm_order" ("tenant_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "crm_payment" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "order_id" TEXT NULL,
    "payment_plan_item_id" TEXT NULL,
    "paid_on" TEXT NULL,
    "amount" INTEGER NULL,
    "method" TEXT NOT NULL,
    "reference" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    CONSTRAINT "pk_crm_payment" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "fk_crm_payment_order_id" FOREIGN KEY ("tenant_id", "order_id") REFERENCES "crm_order" ("tenant_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "crm_payment_plan_item" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "order_id" TEXT NULL,
    "name" TEXT NOT NULL,
    "due_on" TEXT NULL,
    "amount" INTEGER NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    CONSTRAINT "pk_crm_payment_plan_item" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "fk_crm_payment_plan_item_order_id" FOREIGN KEY ("tenant_id", "order_id") REFERENCES "crm_order" ("tenant_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "crm_price_book_entry" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "price_book_id" TEXT NULL,
    "product_id" TEXT NULL,
    "unit_price" INTEGER NULL,
    "minimum_quantity" INTEGER NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    CONSTRAINT "pk_crm_price_book_entry" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "fk_crm_price_book_entry_price_book_id" FOREIGN KEY ("tenant_id", "price_book_id") REFERENCES "crm_price_book" ("tenant_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "crm_milestone" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "project_id" TEXT NULL,
    "name" TEXT NOT NULL,
    "due_on" TEXT NULL,
    "reached_on" TEXT NULL,
    "position" INTEGER NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    CONSTRAINT "pk_crm_milestone" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "fk_crm_milestone_project_id" FOREIGN KEY ("tenant_id", "project_id") REFERENCES "crm_project" ("tenant_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "crm_project_member" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "project_id" TEXT NULL,
    "user_id" TEXT NULL,
    "department" TEXT NULL,
    "role" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    CONSTRAINT "pk_crm_project_member" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "fk_crm_project_member_project_id" FOREIGN KEY ("tenant_id", "project_id") REFERENCES "crm_project" ("tenant_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "crm_project_task" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "project_id" TEXT NULL,
    "milestone_id" TEXT NULL,
    "name" TEXT NOT NULL,
    "assignee_id" TEXT NULL,
    "department" TEXT NULL,
    "due_on" TEXT NULL,
    "done_on" TEXT NULL,
    "planned_hours" INTEGER NULL,
    "actual_hours" INTEGER NULL,
    "description" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    CONSTRAINT "pk_crm_project_task" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "fk_crm_project_task_project_id" FOREIGN KEY ("tenant_id", "project_id") REFERENCES "crm_project" ("tenant_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "crm_quote_line" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "quote_id" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    "position" INTEGER NULL,
    "product_id" TEXT NULL,
    "description" TEXT NULL,
    "quantity" INTEGER NULL,
    "unit_price" INTEGER NULL,
    "discount_percent" INTEGER NULL,
    "tax_percent" INTEGER NULL,
    "subtotal" INTEGER NULL,
    "discount" INTEGER NULL,
    "tax" INTEGER NULL,
    "total" INTEGER NULL,
    CONSTRAINT "pk_crm_quote_line" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "fk_crm_quote_line_quote_id" FOREIGN KEY ("tenant_id", "quote_id") REFERENCES "crm_quote" ("tenant_id", "id") ON DELETE RESTRICT
);
CREATE TABLE "crm_delivery_line" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "delivery_id" TEXT NULL,
    "order_line_id" TEXT NULL,
    "quantity" INTEGER NULL,
    "lot" TEXT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "created_by_id" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by_id" TEXT NULL,
    "deleted_at" TEXT NULL,
    "external_id" TEXT NULL,
    "custom" TEXT NOT NULL,
    CONSTRAINT "pk_crm_delivery_line" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "fk_crm_delivery_line_delivery_id" FOREIGN KEY ("tenant_id", "delivery_id") REFERENCES "crm_delivery" ("tenant_id", "id") ON DELETE RESTRICT
);
CREATE INDEX "ix_crm_account_email_domain" ON "crm_account" ("tenant_id", "email_domain") WHERE email_domain IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_account_external_id" ON "crm_account" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_account_owner_id" ON "crm_account" ("tenant_id", "owner_id", "id") WHERE owner_id IS NOT NULL;
CREATE INDEX "ix_crm_account_parent_id" ON "crm_account" ("tenant_id", "parent_id", "id") WHERE parent_id IS NOT NULL;
CREATE INDEX "ix_crm_account_pipeline_key_stage_key" ON "crm_account" ("tenant_id", "pipeline_key", "stage_key", "id");
CREATE INDEX "ix_crm_account_team_id" ON "crm_account" ("tenant_id", "team_id", "id") WHERE team_id IS NOT NULL;
CREATE INDEX "ix_crm_account_contact_account_id" ON "crm_account_contact" ("tenant_id", "account_id", "id") WHERE account_id IS NOT NULL;
CREATE INDEX "ix_crm_account_contact_contact_id" ON "crm_account_contact" ("tenant_id", "contact_id", "id") WHERE contact_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_account_contact_external_id" ON "crm_account_contact" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_api_key_hash" ON "crm_api_key" ("hash");
CREATE INDEX "ix_crm_appointment_contact_id" ON "crm_appointment" ("tenant_id", "contact_id", "id") WHERE contact_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_appointment_external_id" ON "crm_appointment" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_appointment_owner_id" ON "crm_appointment" ("tenant_id", "owner_id", "id") WHERE owner_id IS NOT NULL;
CREATE INDEX "ix_crm_appointment_pipeline_key_stage_key" ON "crm_appointment" ("tenant_id", "pipeline_key", "stage_key", "id");
CREATE INDEX "ix_crm_appointment_regarding_id" ON "crm_appointment" ("tenant_id", "regarding_id", "id") WHERE regarding_id IS NOT NULL;
CREATE INDEX "ix_crm_appointment_team_id" ON "crm_appointment" ("tenant_id", "team_id", "id") WHERE team_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_article_vote_external_id" ON "crm_article_vote" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_article_vote_knowledge_article_id" ON "crm_article_vote" ("tenant_id", "knowledge_article_id", "id") WHERE knowledge_article_id IS NOT NULL;
CREATE INDEX "ix_crm_asset_account_id" ON "crm_asset" ("tenant_id", "account_id", "id") WHERE account_id IS NOT NULL;
CREATE INDEX "ix_crm_asset_contact_id" ON "crm_asset" ("tenant_id", "contact_id", "id") WHERE contact_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_asset_external_id" ON "crm_asset" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_asset_order_id" ON "crm_asset" ("tenant_id", "order_id", "id") WHERE order_id IS NOT NULL;
CREATE INDEX "ix_crm_asset_owner_id" ON "crm_asset" ("tenant_id", "owner_id", "id") WHERE owner_id IS NOT NULL;
CREATE INDEX "ix_crm_asset_pipeline_key_stage_key" ON "crm_asset" ("tenant_id", "pipeline_key", "stage_key", "id");
CREATE INDEX "ix_crm_asset_product_id" ON "crm_asset" ("tenant_id", "product_id", "id") WHERE product_id IS NOT NULL;
CREATE INDEX "ix_crm_asset_team_id" ON "crm_asset" ("tenant_id", "team_id", "id") WHERE team_id IS NOT NULL;
CREATE INDEX "ix_crm_attachment_record_id" ON "crm_attachment" ("tenant_id", "record_id");
CREATE UNIQUE INDEX "ix_crm_audit_entry_record" ON "crm_audit_entry" ("tenant_id", "record_id", "id");
CREATE INDEX "ix_crm_audit_seal_last_sequence" ON "crm_audit_seal" ("last_sequence");
CREATE INDEX "ix_crm_behaviour_event_account_id_at" ON "crm_behaviour_event" ("tenant_id", "account_id", "at") WHERE account_id IS NOT NULL;
CREATE INDEX "ix_crm_behaviour_event_at" ON "crm_behaviour_event" ("tenant_id", "at");
CREATE INDEX "ix_crm_behaviour_event_company_domain_at" ON "crm_behaviour_event" ("tenant_id", "company_domain", "at") WHERE company_domain IS NOT NULL;
CREATE INDEX "ix_crm_behaviour_event_contact_id_at" ON "crm_behaviour_event" ("tenant_id", "contact_id", "at") WHERE contact_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_behaviour_event_external_id" ON "crm_behaviour_event" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_behaviour_event_page_at" ON "crm_behaviour_event" ("tenant_id", "page", "at") WHERE page IS NOT NULL;
CREATE INDEX "ix_crm_behaviour_event_visitor_id_at" ON "crm_behaviour_event" ("tenant_id", "visitor_id", "at") WHERE visitor_id IS NOT NULL;
CREATE INDEX "ix_crm_behaviour_identity_visitor_id" ON "crm_behaviour_identity" ("tenant_id", "visitor_id");
CREATE INDEX "ix_crm_behaviour_visitor_contact_id" ON "crm_behaviour_visitor" ("tenant_id", "contact_id") WHERE contact_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_behaviour_visitor_fingerprint" ON "crm_behaviour_visitor" ("tenant_id", "fingerprint");
CREATE INDEX "ix_crm_behaviour_visitor_is_ambiguous_last_at" ON "crm_behaviour_visitor" ("tenant_id", "is_ambiguous", "last_at");
CREATE UNIQUE INDEX "ix_crm_campaign_external_id" ON "crm_campaign" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_campaign_owner_id" ON "crm_campaign" ("tenant_id", "owner_id", "id") WHERE owner_id IS NOT NULL;
CREATE INDEX "ix_crm_campaign_pipeline_key_stage_key" ON "crm_campaign" ("tenant_id", "pipeline_key", "stage_key", "id");
CREATE INDEX "ix_crm_campaign_team_id" ON "crm_campaign" ("tenant_id", "team_id", "id") WHERE team_id IS NOT NULL;
CREATE INDEX "ix_crm_case_account_id" ON "crm_case" ("tenant_id", "account_id", "id") WHERE account_id IS NOT NULL;
CREATE INDEX "ix_crm_case_asset_id" ON "crm_case" ("tenant_id", "asset_id", "id") WHERE asset_id IS NOT NULL;
CREATE INDEX "ix_crm_case_contact_id" ON "crm_case" ("tenant_id", "contact_id", "id") WHERE contact_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_case_external_id" ON "crm_case" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_case_order_id" ON "crm_case" ("tenant_id", "order_id", "id") WHERE order_id IS NOT NULL;
CREATE INDEX "ix_crm_case_owner_id" ON "crm_case" ("tenant_id", "owner_id", "id") WHERE owner_id IS NOT NULL;
CREATE INDEX "ix_crm_case_pipeline_key_stage_key" ON "crm_case" ("tenant_id", "pipeline_key", "stage_key", "id");
CREATE INDEX "ix_crm_case_team_id" ON "crm_case" ("tenant_id", "team_id", "id") WHERE team_id IS NOT NULL;
CREATE INDEX "ix_crm_case_article_article_id" ON "crm_case_article" ("tenant_id", "article_id", "id") WHERE article_id IS NOT NULL;
CREATE INDEX "ix_crm_case_article_case_id" ON "crm_case_article" ("tenant_id", "case_id", "id") WHERE case_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_case_article_external_id" ON "crm_case_article" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_channel_message_contact_id" ON "crm_channel_message" ("tenant_id", "contact_id", "id") WHERE contact_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_channel_message_external_id" ON "crm_channel_message" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_channel_message_owner_id" ON "crm_channel_message" ("tenant_id", "owner_id", "id") WHERE owner_id IS NOT NULL;
CREATE INDEX "ix_crm_channel_message_pipeline_key_stage_key" ON "crm_channel_message" ("tenant_id", "pipeline_key", "stage_key", "id");
CREATE INDEX "ix_crm_channel_message_regarding_id" ON "crm_channel_message" ("tenant_id", "regarding_id", "id") WHERE regarding_id IS NOT NULL;
CREATE INDEX "ix_crm_channel_message_team_id" ON "crm_channel_message" ("tenant_id", "team_id", "id") WHERE team_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_connector_link_connector_record_type_external_id" ON "crm_connector_link" ("tenant_id", "connector", "record_type", "external_id");
CREATE INDEX "ix_crm_connector_link_connector_status_at" ON "crm_connector_link" ("tenant_id", "connector", "status", "at");
CREATE INDEX "ix_crm_connector_link_push_id" ON "crm_connector_link" ("tenant_id", "push_id") WHERE push_id IS NOT NULL;
CREATE INDEX "ix_crm_connector_link_record_id" ON "crm_connector_link" ("tenant_id", "record_id") WHERE record_id IS NOT NULL;
CREATE INDEX "ix_crm_consent_entry_address" ON "crm_consent_entry" ("tenant_id", "address") WHERE address IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_consent_entry_confirm_hash" ON "crm_consent_entry" ("tenant_id", "confirm_hash") WHERE confirm_hash IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_consent_entry_confirms_id" ON "crm_consent_entry" ("tenant_id", "confirms_id") WHERE confirms_id IS NOT NULL;
CREATE INDEX "ix_crm_consent_entry_record_id" ON "crm_consent_entry" ("tenant_id", "record_id");
CREATE INDEX "ix_crm_consent_entry_submission_id" ON "crm_consent_entry" ("tenant_id", "submission_id") WHERE submission_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_consent_entry_withdraw_token" ON "crm_consent_entry" ("tenant_id", "withdraw_token") WHERE withdraw_token IS NOT NULL;
CREATE INDEX "ix_crm_contact_account_id" ON "crm_contact" ("tenant_id", "account_id", "id") WHERE account_id IS NOT NULL;
CREATE INDEX "ix_crm_contact_email" ON "crm_contact" ("tenant_id", "email") WHERE email IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_contact_external_id" ON "crm_contact" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_contact_mobile" ON "crm_contact" ("tenant_id", "mobile") WHERE mobile IS NOT NULL;
CREATE INDEX "ix_crm_contact_owner_id" ON "crm_contact" ("tenant_id", "owner_id", "id") WHERE owner_id IS NOT NULL;
CREATE INDEX "ix_crm_contact_phone" ON "crm_contact" ("tenant_id", "phone") WHERE phone IS NOT NULL;
CREATE INDEX "ix_crm_contact_pipeline_key_stage_key" ON "crm_contact" ("tenant_id", "pipeline_key", "stage_key", "id");
CREATE INDEX "ix_crm_contact_team_id" ON "crm_contact" ("tenant_id", "team_id", "id") WHERE team_id IS NOT NULL;
CREATE INDEX "ix_crm_contract_account_id" ON "crm_contract" ("tenant_id", "account_id", "id") WHERE account_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_contract_external_id" ON "crm_contract" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_contract_opportunity_id" ON "crm_contract" ("tenant_id", "opportunity_id", "id") WHERE opportunity_id IS NOT NULL;
CREATE INDEX "ix_crm_contract_owner_id" ON "crm_contract" ("tenant_id", "owner_id", "id") WHERE owner_id IS NOT NULL;
CREATE INDEX "ix_crm_contract_pipeline_key_stage_key" ON "crm_contract" ("tenant_id", "pipeline_key", "stage_key", "id");
CREATE INDEX "ix_crm_contract_project_id" ON "crm_contract" ("tenant_id", "project_id", "id") WHERE project_id IS NOT NULL;
CREATE INDEX "ix_crm_contract_quote_id" ON "crm_contract" ("tenant_id", "quote_id", "id") WHERE quote_id IS NOT NULL;
CREATE INDEX "ix_crm_contract_team_id" ON "crm_contract" ("tenant_id", "team_id", "id") WHERE team_id IS NOT NULL;
CREATE INDEX "ix_crm_contract_party_account_id" ON "crm_contract_party" ("tenant_id", "account_id", "id") WHERE account_id IS NOT NULL;
CREATE INDEX "ix_crm_contract_party_contact_id" ON "crm_contract_party" ("tenant_id", "contact_id", "id") WHERE contact_id IS NOT NULL;
CREATE INDEX "ix_crm_contract_party_contract_id" ON "crm_contract_party" ("tenant_id", "contract_id", "id") WHERE contract_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_contract_party_external_id" ON "crm_contract_party" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_contract_version_contract_id" ON "crm_contract_version" ("tenant_id", "contract_id", "id") WHERE contract_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_contract_version_external_id" ON "crm_contract_version" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_conversion_link_person_id" ON "crm_conversion_link" ("tenant_id", "person_id") WHERE person_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_conversion_link_source_type_source_id_target_type" ON "crm_conversion_link" ("tenant_id", "source_type", "source_id", "target_type");
CREATE INDEX "ix_crm_conversion_link_target_id" ON "crm_conversion_link" ("tenant_id", "target_id");
CREATE UNIQUE INDEX "ix_crm_custom_record_external_id" ON "crm_custom_record" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_custom_record_owner_id" ON "crm_custom_record" ("tenant_id", "owner_id", "id") WHERE owner_id IS NOT NULL;
CREATE INDEX "ix_crm_custom_record_pipeline_key_stage_key" ON "crm_custom_record" ("tenant_id", "pipeline_key", "stage_key", "id");
CREATE INDEX "ix_crm_custom_record_team_id" ON "crm_custom_record" ("tenant_id", "team_id", "id") WHERE team_id IS NOT NULL;
CREATE INDEX "ix_crm_custom_record_type_key" ON "crm_custom_record" ("tenant_id", "type_key", "id");
CREATE UNIQUE INDEX "ix_crm_dashboard_entry_user_id" ON "crm_dashboard_entry" ("tenant_id", "user_id");
CREATE UNIQUE INDEX "ix_crm_delivery_external_id" ON "crm_delivery" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_delivery_order_id" ON "crm_delivery" ("tenant_id", "order_id", "id") WHERE order_id IS NOT NULL;
CREATE INDEX "ix_crm_delivery_line_delivery_id" ON "crm_delivery_line" ("tenant_id", "delivery_id", "id") WHERE delivery_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_delivery_line_external_id" ON "crm_delivery_line" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_delivery_line_order_line_id" ON "crm_delivery_line" ("tenant_id", "order_line_id", "id") WHERE order_line_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_duplicate_pair_record_type_first_id_second_id" ON "crm_duplicate_pair" ("tenant_id", "record_type", "first_id", "second_id");
CREATE INDEX "ix_crm_duplicate_pair_record_type_status_score" ON "crm_duplicate_pair" ("tenant_id", "record_type", "status", "score");
CREATE INDEX "ix_crm_email_message_contact_id" ON "crm_email_message" ("tenant_id", "contact_id", "id") WHERE contact_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_email_message_external_id" ON "crm_email_message" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_email_message_owner_id" ON "crm_email_message" ("tenant_id", "owner_id", "id") WHERE owner_id IS NOT NULL;
CREATE INDEX "ix_crm_email_message_pipeline_key_stage_key" ON "crm_email_message" ("tenant_id", "pipeline_key", "stage_key", "id");
CREATE INDEX "ix_crm_email_message_regarding_id" ON "crm_email_message" ("tenant_id", "regarding_id", "id") WHERE regarding_id IS NOT NULL;
CREATE INDEX "ix_crm_email_message_team_id" ON "crm_email_message" ("tenant_id", "team_id", "id") WHERE team_id IS NOT NULL;
CREATE INDEX "ix_crm_follow_up_contact_id" ON "crm_follow_up" ("tenant_id", "contact_id", "id") WHERE contact_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_follow_up_external_id" ON "crm_follow_up" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_follow_up_owner_id" ON "crm_follow_up" ("tenant_id", "owner_id", "id") WHERE owner_id IS NOT NULL;
CREATE INDEX "ix_crm_follow_up_pipeline_key_stage_key" ON "crm_follow_up" ("tenant_id", "pipeline_key", "stage_key", "id");
CREATE INDEX "ix_crm_follow_up_regarding_id" ON "crm_follow_up" ("tenant_id", "regarding_id", "id") WHERE regarding_id IS NOT NULL;
CREATE INDEX "ix_crm_follow_up_team_id" ON "crm_follow_up" ("tenant_id", "team_id", "id") WHERE team_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_form_entry_public_key" ON "crm_form_entry" ("tenant_id", "public_key");
CREATE INDEX "ix_crm_form_submission_entry_form_id_at" ON "crm_form_submission_entry" ("tenant_id", "form_id", "at");
CREATE UNIQUE INDEX "ix_crm_form_submission_entry_form_id_nonce" ON "crm_form_submission_entry" ("tenant_id", "form_id", "nonce");
CREATE INDEX "ix_crm_form_submission_entry_lead_id" ON "crm_form_submission_entry" ("tenant_id", "lead_id") WHERE lead_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_fulfilment_milestone_external_id" ON "crm_fulfilment_milestone" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_fulfilment_milestone_order_id" ON "crm_fulfilment_milestone" ("tenant_id", "order_id", "id") WHERE order_id IS NOT NULL;
CREATE INDEX "ix_crm_idempotency_entry_at" ON "crm_idempotency_entry" ("tenant_id", "at");
CREATE UNIQUE INDEX "ix_crm_import_mapping_external_id" ON "crm_import_mapping" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_import_question_entry_import_id_number" ON "crm_import_question_entry" ("tenant_id", "import_id", "number");
CREATE INDEX "ix_crm_import_run_fingerprint" ON "crm_import_run" ("tenant_id", "fingerprint");
CREATE UNIQUE INDEX "ix_crm_knowledge_article_external_id" ON "crm_knowledge_article" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_knowledge_article_owner_id" ON "crm_knowledge_article" ("tenant_id", "owner_id", "id") WHERE owner_id IS NOT NULL;
CREATE INDEX "ix_crm_knowledge_article_pipeline_key_stage_key" ON "crm_knowledge_article" ("tenant_id", "pipeline_key", "stage_key", "id");
CREATE INDEX "ix_crm_knowledge_article_product_id" ON "crm_knowledge_article" ("tenant_id", "product_id", "id") WHERE product_id IS NOT NULL;
CREATE INDEX "ix_crm_knowledge_article_team_id" ON "crm_knowledge_article" ("tenant_id", "team_id", "id") WHERE team_id IS NOT NULL;
CREATE INDEX "ix_crm_lead_account_id" ON "crm_lead" ("tenant_id", "account_id", "id") WHERE account_id IS NOT NULL;
CREATE INDEX "ix_crm_lead_campaign_id" ON "crm_lead" ("tenant_id", "campaign_id", "id") WHERE campaign_id IS NOT NULL;
CREATE INDEX "ix_crm_lead_contact_id" ON "crm_lead" ("tenant_id", "contact_id", "id") WHERE contact_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_lead_external_id" ON "crm_lead" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_lead_owner_id" ON "crm_lead" ("tenant_id", "owner_id", "id") WHERE owner_id IS NOT NULL;
CREATE INDEX "ix_crm_lead_pipeline_key_stage_key" ON "crm_lead" ("tenant_id", "pipeline_key", "stage_key", "id");
CREATE INDEX "ix_crm_lead_product_id" ON "crm_lead" ("tenant_id", "product_id", "id") WHERE product_id IS NOT NULL;
CREATE INDEX "ix_crm_lead_team_id" ON "crm_lead" ("tenant_id", "team_id", "id") WHERE team_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_lifecycle_change_current_id" ON "crm_lifecycle_change" ("tenant_id", "current_id") WHERE current_id IS NOT NULL;
CREATE INDEX "ix_crm_lifecycle_change_next_on" ON "crm_lifecycle_change" ("tenant_id", "next_on") WHERE next_on IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_mention_entry_record_id_user_id" ON "crm_mention_entry" ("tenant_id", "record_id", "user_id");
CREATE INDEX "ix_crm_mention_entry_user_id_at" ON "crm_mention_entry" ("tenant_id", "user_id", "at");
CREATE INDEX "ix_crm_merge_step_record_id" ON "crm_merge_step" ("tenant_id", "record_id");
CREATE UNIQUE INDEX "ix_crm_milestone_external_id" ON "crm_milestone" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_milestone_project_id" ON "crm_milestone" ("tenant_id", "project_id", "id") WHERE project_id IS NOT NULL;
CREATE INDEX "ix_crm_note_contact_id" ON "crm_note" ("tenant_id", "contact_id", "id") WHERE contact_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_note_external_id" ON "crm_note" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_note_owner_id" ON "crm_note" ("tenant_id", "owner_id", "id") WHERE owner_id IS NOT NULL;
CREATE INDEX "ix_crm_note_pipeline_key_stage_key" ON "crm_note" ("tenant_id", "pipeline_key", "stage_key", "id");
CREATE INDEX "ix_crm_note_regarding_id" ON "crm_note" ("tenant_id", "regarding_id", "id") WHERE regarding_id IS NOT NULL;
CREATE INDEX "ix_crm_note_team_id" ON "crm_note" ("tenant_id", "team_id", "id") WHERE team_id IS NOT NULL;
CREATE INDEX "ix_crm_opportunity_account_id" ON "crm_opportunity" ("tenant_id", "account_id", "id") WHERE account_id IS NOT NULL;
CREATE INDEX "ix_crm_opportunity_campaign_id" ON "crm_opportunity" ("tenant_id", "campaign_id", "id") WHERE campaign_id IS NOT NULL;
CREATE INDEX "ix_crm_opportunity_contact_id" ON "crm_opportunity" ("tenant_id", "contact_id", "id") WHERE contact_id IS NOT NULL;
CREATE INDEX "ix_crm_opportunity_expected_close_on" ON "crm_opportunity" ("tenant_id", "expected_close_on", "id") WHERE expected_close_on IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_opportunity_external_id" ON "crm_opportunity" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_opportunity_owner_id" ON "crm_opportunity" ("tenant_id", "owner_id", "id") WHERE owner_id IS NOT NULL;
CREATE INDEX "ix_crm_opportunity_owner_id_stage_category_stage_entered_at" ON "crm_opportunity" ("tenant_id", "owner_id", "stage_category", "stage_entered_at", "id");
CREATE INDEX "ix_crm_opportunity_pipeline_key_stage_key" ON "crm_opportunity" ("tenant_id", "pipeline_key", "stage_key", "id");
CREATE INDEX "ix_crm_opportunity_price_book_id" ON "crm_opportunity" ("tenant_id", "price_book_id", "id") WHERE price_book_id IS NOT NULL;
CREATE INDEX "ix_crm_opportunity_product_id" ON "crm_opportunity" ("tenant_id", "product_id", "id") WHERE product_id IS NOT NULL;
CREATE INDEX "ix_crm_opportunity_stage_category_stage_entered_at" ON "crm_opportunity" ("tenant_id", "stage_category", "stage_entered_at", "id");
CREATE INDEX "ix_crm_opportunity_team_id" ON "crm_opportunity" ("tenant_id", "team_id", "id") WHERE team_id IS NOT NULL;
CREATE INDEX "ix_crm_opportunity_competitor_account_id" ON "crm_opportunity_competitor" ("tenant_id", "account_id", "id") WHERE account_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_opportunity_competitor_external_id" ON "crm_opportunity_competitor" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_opportunity_competitor_opportunity_id" ON "crm_opportunity_competitor" ("tenant_id", "opportunity_id", "id") WHERE opportunity_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_opportunity_line_external_id" ON "crm_opportunity_line" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_opportunity_line_opportunity_id" ON "crm_opportunity_line" ("tenant_id", "opportunity_id", "id") WHERE opportunity_id IS NOT NULL;
CREATE INDEX "ix_crm_opportunity_line_product_id" ON "crm_opportunity_line" ("tenant_id", "product_id", "id") WHERE product_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_opportunity_member_external_id" ON "crm_opportunity_member" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_opportunity_member_opportunity_id" ON "crm_opportunity_member" ("tenant_id", "opportunity_id", "id") WHERE opportunity_id IS NOT NULL;
CREATE INDEX "ix_crm_opportunity_member_user_id" ON "crm_opportunity_member" ("tenant_id", "user_id", "id") WHERE user_id IS NOT NULL;
CREATE INDEX "ix_crm_order_account_id" ON "crm_order" ("tenant_id", "account_id", "id") WHERE account_id IS NOT NULL;
CREATE INDEX "ix_crm_order_contact_id" ON "crm_order" ("tenant_id", "contact_id", "id") WHERE contact_id IS NOT NULL;
CREATE INDEX "ix_crm_order_contract_id" ON "crm_order" ("tenant_id", "contract_id", "id") WHERE contract_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_order_external_id" ON "crm_order" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_order_opportunity_id" ON "crm_order" ("tenant_id", "opportunity_id", "id") WHERE opportunity_id IS NOT NULL;
CREATE INDEX "ix_crm_order_owner_id" ON "crm_order" ("tenant_id", "owner_id", "id") WHERE owner_id IS NOT NULL;
CREATE INDEX "ix_crm_order_pipeline_key_stage_key" ON "crm_order" ("tenant_id", "pipeline_key", "stage_key", "id");
CREATE INDEX "ix_crm_order_price_book_id" ON "crm_order" ("tenant_id", "price_book_id", "id") WHERE price_book_id IS NOT NULL;
CREATE INDEX "ix_crm_order_quote_id" ON "crm_order" ("tenant_id", "quote_id", "id") WHERE quote_id IS NOT NULL;
CREATE INDEX "ix_crm_order_team_id" ON "crm_order" ("tenant_id", "team_id", "id") WHERE team_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_order_line_external_id" ON "crm_order_line" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_order_line_order_id" ON "crm_order_line" ("tenant_id", "order_id", "id") WHERE order_id IS NOT NULL;
CREATE INDEX "ix_crm_order_line_product_id" ON "crm_order_line" ("tenant_id", "product_id", "id") WHERE product_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_order_return_external_id" ON "crm_order_return" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_order_return_order_id" ON "crm_order_return" ("tenant_id", "order_id", "id") WHERE order_id IS NOT NULL;
CREATE INDEX "ix_crm_order_return_order_line_id" ON "crm_order_return" ("tenant_id", "order_line_id", "id") WHERE order_line_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_outbox_message_change_number" ON "crm_outbox_message" ("tenant_id", "change_number") WHERE change_number IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_outbox_message_id" ON "crm_outbox_message" ("id");
CREATE UNIQUE INDEX "ix_crm_outbox_message_key" ON "crm_outbox_message" ("tenant_id", "class", "name", "key") WHERE key IS NOT NULL;
CREATE INDEX "ix_crm_outbox_message_new_change" ON "crm_outbox_message" ("tenant_id", "sequence") WHERE class = 'event' AND change_number IS NULL;
CREATE INDEX "ix_crm_outbox_message_status" ON "crm_outbox_message" ("status", "sequence");
CREATE UNIQUE INDEX "ix_crm_payment_external_id" ON "crm_payment" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_payment_order_id" ON "crm_payment" ("tenant_id", "order_id", "id") WHERE order_id IS NOT NULL;
CREATE INDEX "ix_crm_payment_payment_plan_item_id" ON "crm_payment" ("tenant_id", "payment_plan_item_id", "id") WHERE payment_plan_item_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_payment_plan_item_external_id" ON "crm_payment_plan_item" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_payment_plan_item_order_id" ON "crm_payment_plan_item" ("tenant_id", "order_id", "id") WHERE order_id IS NOT NULL;
CREATE INDEX "ix_crm_phone_call_contact_id" ON "crm_phone_call" ("tenant_id", "contact_id", "id") WHERE contact_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_phone_call_external_id" ON "crm_phone_call" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_phone_call_owner_id" ON "crm_phone_call" ("tenant_id", "owner_id", "id") WHERE owner_id IS NOT NULL;
CREATE INDEX "ix_crm_phone_call_pipeline_key_stage_key" ON "crm_phone_call" ("tenant_id", "pipeline_key", "stage_key", "id");
CREATE INDEX "ix_crm_phone_call_regarding_id" ON "crm_phone_call" ("tenant_id", "regarding_id", "id") WHERE regarding_id IS NOT NULL;
CREATE INDEX "ix_crm_phone_call_team_id" ON "crm_phone_call" ("tenant_id", "team_id", "id") WHERE team_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_price_book_external_id" ON "crm_price_book" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_price_book_entry_external_id" ON "crm_price_book_entry" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_price_book_entry_price_book_id" ON "crm_price_book_entry" ("tenant_id", "price_book_id", "id") WHERE price_book_id IS NOT NULL;
CREATE INDEX "ix_crm_price_book_entry_product_id" ON "crm_price_book_entry" ("tenant_id", "product_id", "id") WHERE product_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_product_external_id" ON "crm_product" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_project_account_id" ON "crm_project" ("tenant_id", "account_id", "id") WHERE account_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_project_external_id" ON "crm_project" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_project_opportunity_id" ON "crm_project" ("tenant_id", "opportunity_id", "id") WHERE opportunity_id IS NOT NULL;
CREATE INDEX "ix_crm_project_owner_id" ON "crm_project" ("tenant_id", "owner_id", "id") WHERE owner_id IS NOT NULL;
CREATE INDEX "ix_crm_project_pipeline_key_stage_key" ON "crm_project" ("tenant_id", "pipeline_key", "stage_key", "id");
CREATE INDEX "ix_crm_project_team_id" ON "crm_project" ("tenant_id", "team_id", "id") WHERE team_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_project_member_external_id" ON "crm_project_member" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_project_member_project_id" ON "crm_project_member" ("tenant_id", "project_id", "id") WHERE project_id IS NOT NULL;
CREATE INDEX "ix_crm_project_member_user_id" ON "crm_project_member" ("tenant_id", "user_id", "id") WHERE user_id IS NOT NULL;
CREATE INDEX "ix_crm_project_task_assignee_id" ON "crm_project_task" ("tenant_id", "assignee_id", "id") WHERE assignee_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_project_task_external_id" ON "crm_project_task" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_project_task_milestone_id" ON "crm_project_task" ("tenant_id", "milestone_id", "id") WHERE milestone_id IS NOT NULL;
CREATE INDEX "ix_crm_project_task_project_id" ON "crm_project_task" ("tenant_id", "project_id", "id") WHERE project_id IS NOT NULL;
CREATE INDEX "ix_crm_quote_account_id" ON "crm_quote" ("tenant_id", "account_id", "id") WHERE account_id IS NOT NULL;
CREATE INDEX "ix_crm_quote_contact_id" ON "crm_quote" ("tenant_id", "contact_id", "id") WHERE contact_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_quote_external_id" ON "crm_quote" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_quote_opportunity_id" ON "crm_quote" ("tenant_id", "opportunity_id", "id") WHERE opportunity_id IS NOT NULL;
CREATE INDEX "ix_crm_quote_owner_id" ON "crm_quote" ("tenant_id", "owner_id", "id") WHERE owner_id IS NOT NULL;
CREATE INDEX "ix_crm_quote_pipeline_key_stage_key" ON "crm_quote" ("tenant_id", "pipeline_key", "stage_key", "id");
CREATE INDEX "ix_crm_quote_price_book_id" ON "crm_quote" ("tenant_id", "price_book_id", "id") WHERE price_book_id IS NOT NULL;
CREATE INDEX "ix_crm_quote_revision_of_id" ON "crm_quote" ("tenant_id", "revision_of_id", "id") WHERE revision_of_id IS NOT NULL;
CREATE INDEX "ix_crm_quote_team_id" ON "crm_quote" ("tenant_id", "team_id", "id") WHERE team_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_quote_line_external_id" ON "crm_quote_line" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_quote_line_product_id" ON "crm_quote_line" ("tenant_id", "product_id", "id") WHERE product_id IS NOT NULL;
CREATE INDEX "ix_crm_quote_line_quote_id" ON "crm_quote_line" ("tenant_id", "quote_id", "id") WHERE quote_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_record_merge_active_loser_id" ON "crm_record_merge" ("tenant_id", "active_loser_id") WHERE active_loser_id IS NOT NULL;
CREATE INDEX "ix_crm_record_merge_loser_id" ON "crm_record_merge" ("tenant_id", "loser_id");
CREATE INDEX "ix_crm_record_merge_winner_id" ON "crm_record_merge" ("tenant_id", "winner_id");
CREATE UNIQUE INDEX "ix_crm_sales_target_external_id" ON "crm_sales_target" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_sales_target_team_id" ON "crm_sales_target" ("tenant_id", "team_id", "id") WHERE team_id IS NOT NULL;
CREATE INDEX "ix_crm_sales_target_user_id" ON "crm_sales_target" ("tenant_id", "user_id", "id") WHERE user_id IS NOT NULL;
CREATE INDEX "ix_crm_security_log_entry_at" ON "crm_security_log_entry" ("tenant_id", "at");
CREATE INDEX "ix_crm_security_log_entry_user_id" ON "crm_security_log_entry" ("tenant_id", "user_id") WHERE user_id IS NOT NULL;
CREATE INDEX "ix_crm_segment_member_merge_id" ON "crm_segment_member" ("tenant_id", "merge_id") WHERE merge_id IS NOT NULL;
CREATE INDEX "ix_crm_segment_member_record_id" ON "crm_segment_member" ("tenant_id", "record_id");
CREATE INDEX "ix_crm_share_entry_recipient_id" ON "crm_share_entry" ("tenant_id", "recipient_id");
CREATE UNIQUE INDEX "ix_crm_share_entry_record_id_recipient_id" ON "crm_share_entry" ("tenant_id", "record_id", "recipient_id");
CREATE UNIQUE INDEX "ix_crm_sign_in_session_hash" ON "crm_sign_in_session" ("tenant_id", "hash");
CREATE INDEX "ix_crm_sign_in_session_user_id" ON "crm_sign_in_session" ("tenant_id", "user_id");
CREATE INDEX "ix_crm_survey_answer_contact_id" ON "crm_survey_answer" ("tenant_id", "contact_id", "id") WHERE contact_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_survey_answer_external_id" ON "crm_survey_answer" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_survey_answer_owner_id" ON "crm_survey_answer" ("tenant_id", "owner_id", "id") WHERE owner_id IS NOT NULL;
CREATE INDEX "ix_crm_survey_answer_pipeline_key_stage_key" ON "crm_survey_answer" ("tenant_id", "pipeline_key", "stage_key", "id");
CREATE INDEX "ix_crm_survey_answer_regarding_id" ON "crm_survey_answer" ("tenant_id", "regarding_id", "id") WHERE regarding_id IS NOT NULL;
CREATE INDEX "ix_crm_survey_answer_team_id" ON "crm_survey_answer" ("tenant_id", "team_id", "id") WHERE team_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_team_external_id" ON "crm_team" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_team_manager_id" ON "crm_team" ("tenant_id", "manager_id", "id") WHERE manager_id IS NOT NULL;
CREATE INDEX "ix_crm_team_parent_id" ON "crm_team" ("tenant_id", "parent_id", "id") WHERE parent_id IS NOT NULL;
CREATE UNIQUE INDEX "ix_crm_territory_external_id" ON "crm_territory" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_territory_manager_id" ON "crm_territory" ("tenant_id", "manager_id", "id") WHERE manager_id IS NOT NULL;
CREATE INDEX "ix_crm_territory_parent_id" ON "crm_territory" ("tenant_id", "parent_id", "id") WHERE parent_id IS NOT NULL;
CREATE INDEX "ix_crm_territory_team_id" ON "crm_territory" ("tenant_id", "team_id", "id") WHERE team_id IS NOT NULL;
CREATE INDEX "ix_crm_transfer_entry_actor_id" ON "crm_transfer_entry" ("tenant_id", "actor_id") WHERE actor_id IS NOT NULL;
CREATE INDEX "ix_crm_transfer_entry_state" ON "crm_transfer_entry" ("tenant_id", "state");
CREATE UNIQUE INDEX "ix_crm_user_external_id" ON "crm_user" ("tenant_id", "external_id") WHERE external_id IS NOT NULL;
CREATE INDEX "ix_crm_user_manager_id" ON "crm_user" ("tenant_id", "manager_id", "id") WHERE manager_id IS NOT NULL;
CREATE INDEX "ix_crm_user_team_id" ON "crm_user" ("tenant_id", "team_id", "id") WHERE team_id IS NOT NULL;
CREATE INDEX "ix_crm_view_entry_owner_id" ON "crm_view_entry" ("tenant_id", "owner_id") WHERE owner_id IS NOT NULL;
CREATE INDEX "ix_crm_view_entry_record_type" ON "crm_view_entry" ("tenant_id", "record_type");
CREATE INDEX "ix_crm_webhook_delivery_entry_at" ON "crm_webhook_delivery_entry" ("tenant_id", "at");
CREATE UNIQUE INDEX "ix_crm_webhook_delivery_entry_webhook_id_event_id_part" ON "crm_webhook_delivery_entry" ("tenant_id", "webhook_id", "event_id", "part");
CREATE INDEX "ix_crm_webhook_delivery_entry_webhook_id_status" ON "crm_webhook_delivery_entry" ("tenant_id", "webhook_id", "status");
CREATE INDEX "ix_crm_workflow_run_at" ON "crm_workflow_run" ("tenant_id", "at");
CREATE INDEX "ix_crm_workflow_run_record_id_at" ON "crm_workflow_run" ("tenant_id", "record_id", "at");
CREATE INDEX "ix_crm_workflow_run_workflow_at" ON "crm_workflow_run" ("tenant_id", "workflow", "at");
CREATE TABLE crm_search (row INTEGER PRIMARY KEY, tenant_id TEXT NOT NULL, record_type TEXT NOT NULL, record_id TEXT NOT NULL);
CREATE UNIQUE INDEX ix_crm_search_record ON crm_search (tenant_id, record_id, record_type);
CREATE VIRTUAL TABLE crm_search_text USING fts5(title, body, content='', contentless_delete=1, detail=column, tokenize="unicode61 remove_diacritics 0");
INSERT INTO crm_search_text (crm_search_text, rank) VALUES ('rank', 'bm25(8.0, 1.0)');
CREATE TABLE crm_search_word (tenant_id TEXT NOT NULL, word TEXT NOT NULL, reversed TEXT NOT NULL);
CREATE INDEX ix_crm_search_word_word ON crm_search_word (tenant_id, word);
CREATE INDEX ix_crm_search_word_reversed ON crm_search_word (tenant_id, reversed);
INSERT INTO "crm_migration_core" ("MigrationId", "ProductVersion")
VALUES ('20261122000000_Initial', '10.0.0');
-- rows
INSERT INTO crm_account (tenant_id, id, address, annual_revenue, city, closed_at, closed_on, converted_at, country, created_at, created_by_id, currency, custom, deleted_at, description, email, email_domain, employee_count, external_id, founded_year, industry, kind, loss_reason, name, owner_id, parent_id, passed_stage_keys, phone, pipeline_key, postal_code, region, stage_category, stage_entered_at, stage_key, stage_note, street, team_id, updated_at, updated_by_id, version, website) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 'Address 350 客户 👍', 3801234, 'City 310 客户 👍', '2026-03-14 15:12:26.535897', '2026-07-10', '2026-03-14 15:13:06.535897', 'Country 340 客户 👍', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', 'Currency 390 客户 👍', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'Description 410 客户 👍', 'Email 280 客户 👍', 'EmailDomain 290 客户 👍', 370, 'ExternalId 90 客户 👍', 400, 'Industry 250 客户 👍', 'customer', 'LossReason 200 客户 👍', 'Name 230 客户 👍', '0000006E-0001-0007-A0B1-C2D3E4F5066E', '00000168-0001-0007-A0B1-C2D3E4F50668', 'PassedStageKeys 150 客户 👍', 'Phone 270 客户 👍', 'PipelineKey 130 客户 👍', 'PostalCode 330 客户 👍', 'Region 320 客户 👍', 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', 'Street 300 客户 👍', '00000078-0001-0007-A0B1-C2D3E4F50678', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30, 'Website 260 客户 👍');
INSERT INTO crm_account (tenant_id, id, address, annual_revenue, city, closed_at, closed_on, converted_at, country, created_at, created_by_id, currency, custom, deleted_at, description, email, email_domain, employee_count, external_id, founded_year, industry, kind, loss_reason, name, owner_id, parent_id, passed_stage_keys, phone, pipeline_key, postal_code, region, stage_category, stage_entered_at, stage_key, stage_note, street, team_id, updated_at, updated_by_id, version, website) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:08.535897', NULL, NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'partner', NULL, 'Name 232 客户 👍', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:28.535897', NULL, 32, NULL);
INSERT INTO crm_account (tenant_id, id, address, annual_revenue, city, closed_at, closed_on, converted_at, country, created_at, created_by_id, currency, custom, deleted_at, description, email, email_domain, employee_count, external_id, founded_year, industry, kind, loss_reason, name, owner_id, parent_id, passed_stage_keys, phone, pipeline_key, postal_code, region, stage_category, stage_entered_at, stage_key, stage_note, street, team_id, updated_at, updated_by_id, version, website) VALUES ('acme', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'Address 350 客户 👍', 3801234, 'City 310 客户 👍', '2026-03-14 15:12:26.535897', '2026-07-10', '2026-03-14 15:13:06.535897', 'Country 340 客户 👍', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', 'Currency 390 客户 👍', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'Description 410 客户 👍', 'Email 280 客户 👍', 'EmailDomain 290 客户 👍', 370, NULL, 400, 'Industry 250 客户 👍', 'customer', 'LossReason 200 客户 👍', 'Name 230 客户 👍', '0000006E-0001-0007-A0B1-C2D3E4F5066E', '00000168-0001-0007-A0B1-C2D3E4F50668', 'PassedStageKeys 150 客户 👍', 'Phone 270 客户 👍', 'PipelineKey 130 客户 👍', 'PostalCode 330 客户 👍', 'Region 320 客户 👍', 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', 'Street 300 客户 👍', '00000078-0001-0007-A0B1-C2D3E4F50678', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30, 'Website 260 客户 👍');
INSERT INTO crm_appointment (tenant_id, id, body, closed_at, closed_on, contact_id, converted_at, created_at, created_by_id, custom, deleted_at, done_at, due_at, ends_at, external_id, location, loss_reason, outcome, owner_id, passed_stage_keys, pipeline_key, regarding_id, regarding_type, stage_category, stage_entered_at, stage_key, stage_note, starts_at, subject, team_id, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 'Body 240 客户 👍', '2026-03-14 15:12:26.535897', '2026-07-10', '0000010E-0001-0007-A0B1-C2D3E4F5060E', '2026-03-14 15:13:06.535897', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', '2026-03-14 15:14:26.535897', '2026-03-14 15:14:16.535897', '2026-03-14 15:14:46.535897', 'ExternalId 90 客户 👍', 'Location 330 客户 👍', 'LossReason 200 客户 👍', 'Outcome 310 客户 👍', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'PassedStageKeys 150 客户 👍', 'PipelineKey 130 客户 👍', '00000104-0001-0007-A0B1-C2D3E4F50604', 'RegardingType 250 客户 👍', 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', '2026-03-14 15:14:06.535897', 'Subject 230 客户 👍', '00000078-0001-0007-A0B1-C2D3E4F50678', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_appointment (tenant_id, id, body, closed_at, closed_on, contact_id, converted_at, created_at, created_by_id, custom, deleted_at, done_at, due_at, ends_at, external_id, location, loss_reason, outcome, owner_id, passed_stage_keys, pipeline_key, regarding_id, regarding_type, stage_category, stage_entered_at, stage_key, stage_note, starts_at, subject, team_id, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'Subject 232 客户 👍', NULL, '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_knowledge_article (tenant_id, id, body, category, closed_at, closed_on, converted_at, created_at, created_by_id, custom, deleted_at, external_id, helped_count, is_public, language, loss_reason, owner_id, passed_stage_keys, pipeline_key, product_id, stage_category, stage_entered_at, stage_key, stage_note, status, team_id, title, updated_at, updated_by_id, version) VALUES ('acme', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'Body 240 客户 👍', 'Category 250 客户 👍', '2026-03-14 15:12:26.535897', '2026-07-10', '2026-03-14 15:13:06.535897', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', NULL, 300, 1, 'Language 270 客户 👍', 'LossReason 200 客户 👍', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'PassedStageKeys 150 客户 👍', 'PipelineKey 130 客户 👍', '00000104-0001-0007-A0B1-C2D3E4F50604', 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', 'published', '00000078-0001-0007-A0B1-C2D3E4F50678', 'Title 230 客户 👍', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_knowledge_article (tenant_id, id, body, category, closed_at, closed_on, converted_at, created_at, created_by_id, custom, deleted_at, external_id, helped_count, is_public, language, loss_reason, owner_id, passed_stage_keys, pipeline_key, product_id, stage_category, stage_entered_at, stage_key, stage_note, status, team_id, title, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 'Body 240 客户 👍', 'Category 250 客户 👍', '2026-03-14 15:12:26.535897', '2026-07-10', '2026-03-14 15:13:06.535897', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'ExternalId 90 客户 👍', 300, 1, 'Language 270 客户 👍', 'LossReason 200 客户 👍', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'PassedStageKeys 150 客户 👍', 'PipelineKey 130 客户 👍', '00000104-0001-0007-A0B1-C2D3E4F50604', 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', 'published', '00000078-0001-0007-A0B1-C2D3E4F50678', 'Title 230 客户 👍', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_knowledge_article (tenant_id, id, body, category, closed_at, closed_on, converted_at, created_at, created_by_id, custom, deleted_at, external_id, helped_count, is_public, language, loss_reason, owner_id, passed_stage_keys, pipeline_key, product_id, stage_category, stage_entered_at, stage_key, stage_note, status, team_id, title, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, 302, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'draft', NULL, 'Title 232 客户 👍', '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_asset (tenant_id, id, account_id, closed_at, closed_on, contact_id, converted_at, created_at, created_by_id, custom, deleted_at, description, external_id, loss_reason, name, order_id, owner_id, passed_stage_keys, pipeline_key, product_id, purchased_on, serial_number, stage_category, stage_entered_at, stage_key, stage_note, status, team_id, updated_at, updated_by_id, version, warranty_ends_on) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '00000104-0001-0007-A0B1-C2D3E4F50604', '2026-03-14 15:12:26.535897', '2026-07-10', '0000010E-0001-0007-A0B1-C2D3E4F5060E', '2026-03-14 15:13:06.535897', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'Description 320 客户 👍', 'ExternalId 90 客户 👍', 'LossReason 200 客户 👍', 'Name 230 客户 👍', '00000118-0001-0007-A0B1-C2D3E4F50618', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'PassedStageKeys 150 客户 👍', 'PipelineKey 130 客户 👍', '000000FA-0001-0007-A0B1-C2D3E4F506FA', '2026-10-18', 'SerialNumber 240 客户 👍', 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', 'in-use', '00000078-0001-0007-A0B1-C2D3E4F50678', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30, '2026-10-28');
INSERT INTO crm_asset (tenant_id, id, account_id, closed_at, closed_on, contact_id, converted_at, created_at, created_by_id, custom, deleted_at, description, external_id, loss_reason, name, order_id, owner_id, passed_stage_keys, pipeline_key, product_id, purchased_on, serial_number, stage_category, stage_entered_at, stage_key, stage_note, status, team_id, updated_at, updated_by_id, version, warranty_ends_on) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, NULL, 'Name 232 客户 👍', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'in-repair', NULL, '2026-03-14 15:10:28.535897', NULL, 32, NULL);
INSERT INTO crm_behaviour_event (tenant_id, id, account_id, at, company_domain, contact_id, created_at, created_by_id, custom, deleted_at, external_id, kind, page, properties, referrer, source, title, updated_at, updated_by_id, version, visitor_id) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '000000D2-0001-0007-A0B1-C2D3E4F506D2', '2026-03-14 15:11:26.535897', 'CompanyDomain 170 客户 👍', '000000C8-0001-0007-A0B1-C2D3E4F506C8', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'ExternalId 90 客户 👍', 'Kind 110 客户 👍', 'Page 130 客户 👍', 'Properties 180 客户 👍', 'Referrer 160 客户 👍', 'Source 150 客户 👍', 'Title 140 客户 👍', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30, '000000BE-0001-0007-A0B1-C2D3E4F506BE');
INSERT INTO crm_behaviour_event (tenant_id, id, account_id, at, company_domain, contact_id, created_at, created_by_id, custom, deleted_at, external_id, kind, page, properties, referrer, source, title, updated_at, updated_by_id, version, visitor_id) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, '2026-03-14 15:11:28.535897', NULL, NULL, '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, 'Kind 112 客户 👍', NULL, NULL, NULL, 'Source 152 客户 👍', NULL, '2026-03-14 15:10:28.535897', NULL, 32, NULL);
INSERT INTO crm_campaign (tenant_id, id, actual_cost, budget, closed_at, closed_on, code, converted_at, created_at, created_by_id, currency, custom, deleted_at, description, ends_on, external_id, kind, loss_reason, name, owner_id, passed_stage_keys, pipeline_key, source, stage_category, stage_entered_at, stage_key, stage_note, starts_on, team_id, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 2901234, 2801234, '2026-03-14 15:12:26.535897', '2026-07-10', 'Code 240 客户 👍', '2026-03-14 15:13:06.535897', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', 'Currency 300 客户 👍', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'Description 320 客户 👍', '2026-09-28', 'ExternalId 90 客户 👍', 'Kind 250 客户 👍', 'LossReason 200 客户 👍', 'Name 230 客户 👍', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'PassedStageKeys 150 客户 👍', 'PipelineKey 130 客户 👍', 'Source 310 客户 👍', 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', '2026-09-18', '00000078-0001-0007-A0B1-C2D3E4F50678', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_campaign (tenant_id, id, actual_cost, budget, closed_at, closed_on, code, converted_at, created_at, created_by_id, currency, custom, deleted_at, description, ends_on, external_id, kind, loss_reason, name, owner_id, passed_stage_keys, pipeline_key, source, stage_category, stage_entered_at, stage_key, stage_note, starts_on, team_id, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:08.535897', NULL, NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, NULL, NULL, NULL, 'Name 232 客户 👍', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_case (tenant_id, id, account_id, asset_id, category, channel, closed_at, closed_on, contact_id, converted_at, created_at, created_by_id, custom, deleted_at, description, external_id, first_responded_at, first_response_due_at, loss_reason, number, order_id, owner_id, passed_stage_keys, pipeline_key, priority, resolution, resolution_due_at, resolved_at, satisfaction, stage_category, stage_entered_at, stage_key, stage_note, subject, team_id, updated_at, updated_by_id, version) VALUES ('acme', '0000006E-0001-0007-A0B1-C2D3E4F5066E', '00000104-0001-0007-A0B1-C2D3E4F50604', '00000118-0001-0007-A0B1-C2D3E4F50618', 'Category 320 客户 👍', 'Channel 310 客户 👍', '2026-03-14 15:12:26.535897', '2026-07-10', '0000010E-0001-0007-A0B1-C2D3E4F5060E', '2026-03-14 15:13:06.535897', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'Description 250 客户 👍', NULL, '2026-03-14 15:15:16.535897', '2026-03-14 15:14:56.535897', 'LossReason 200 客户 👍', 'Number 230 客户 👍', '00000122-0001-0007-A0B1-C2D3E4F50622', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'PassedStageKeys 150 客户 👍', 'PipelineKey 130 客户 👍', 'low', 'Resolution 370 客户 👍', '2026-03-14 15:15:06.535897', '2026-03-14 15:15:26.535897', 380, 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', 'Subject 240 客户 👍', '00000078-0001-0007-A0B1-C2D3E4F50678', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_case (tenant_id, id, account_id, asset_id, category, channel, closed_at, closed_on, contact_id, converted_at, created_at, created_by_id, custom, deleted_at, description, external_id, first_responded_at, first_response_due_at, loss_reason, number, order_id, owner_id, passed_stage_keys, pipeline_key, priority, resolution, resolution_due_at, resolved_at, satisfaction, stage_category, stage_entered_at, stage_key, stage_note, subject, team_id, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '00000104-0001-0007-A0B1-C2D3E4F50604', '00000118-0001-0007-A0B1-C2D3E4F50618', 'Category 320 客户 👍', 'Channel 310 客户 👍', '2026-03-14 15:12:26.535897', '2026-07-10', '0000010E-0001-0007-A0B1-C2D3E4F5060E', '2026-03-14 15:13:06.535897', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'Description 250 客户 👍', 'ExternalId 90 客户 👍', '2026-03-14 15:15:16.535897', '2026-03-14 15:14:56.535897', 'LossReason 200 客户 👍', 'Number 230 客户 👍', '00000122-0001-0007-A0B1-C2D3E4F50622', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'PassedStageKeys 150 客户 👍', 'PipelineKey 130 客户 👍', 'low', 'Resolution 370 客户 👍', '2026-03-14 15:15:06.535897', '2026-03-14 15:15:26.535897', 380, 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', 'Subject 240 客户 👍', '00000078-0001-0007-A0B1-C2D3E4F50678', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_case (tenant_id, id, account_id, asset_id, category, channel, closed_at, closed_on, contact_id, converted_at, created_at, created_by_id, custom, deleted_at, description, external_id, first_responded_at, first_response_due_at, loss_reason, number, order_id, owner_id, passed_stage_keys, pipeline_key, priority, resolution, resolution_due_at, resolved_at, satisfaction, stage_category, stage_entered_at, stage_key, stage_note, subject, team_id, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'high', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'Subject 242 客户 👍', NULL, '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_channel_message (tenant_id, id, address, body, channel, closed_at, closed_on, contact_id, converted_at, created_at, created_by_id, custom, deleted_at, direction, done_at, due_at, external_id, loss_reason, message_id, outcome, owner_id, passed_stage_keys, pipeline_key, platform, regarding_id, regarding_type, stage_category, stage_entered_at, stage_key, stage_note, starts_at, subject, team_id, updated_at, updated_by_id, url, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 'Address 350 客户 👍', 'Body 240 客户 👍', 'Channel 330 客户 👍', '2026-03-14 15:12:26.535897', '2026-07-10', '0000010E-0001-0007-A0B1-C2D3E4F5060E', '2026-03-14 15:13:06.535897', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'outgoing', '2026-03-14 15:14:26.535897', '2026-03-14 15:14:16.535897', 'ExternalId 90 客户 👍', 'LossReason 200 客户 👍', 'MessageId 370 客户 👍', 'Outcome 310 客户 👍', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'PassedStageKeys 150 客户 👍', 'PipelineKey 130 客户 👍', 'Platform 340 客户 👍', '00000104-0001-0007-A0B1-C2D3E4F50604', 'RegardingType 250 客户 👍', 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', '2026-03-14 15:14:06.535897', 'Subject 230 客户 👍', '00000078-0001-0007-A0B1-C2D3E4F50678', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 'Url 360 客户 👍', 30);
INSERT INTO crm_channel_message (tenant_id, id, address, body, channel, closed_at, closed_on, contact_id, converted_at, created_at, created_by_id, custom, deleted_at, direction, done_at, due_at, external_id, loss_reason, message_id, outcome, owner_id, passed_stage_keys, pipeline_key, platform, regarding_id, regarding_type, stage_category, stage_entered_at, stage_key, stage_note, starts_at, subject, team_id, updated_at, updated_by_id, url, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, 'outgoing', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'Subject 232 客户 👍', NULL, '2026-03-14 15:10:28.535897', NULL, NULL, 32);
INSERT INTO crm_contact (tenant_id, id, account_id, address, born_on, city, closed_at, closed_on, converted_at, country, created_at, created_by_id, custom, deleted_at, department, description, email, email_bounced_at, external_id, first_name, job_title, last_name, loss_reason, mobile, name, owner_id, passed_stage_keys, phone, pipeline_key, postal_code, preferred_channel, quarantine_reason, quarantined_at, region, stage_category, stage_entered_at, stage_key, stage_note, street, team_id, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '00000140-0001-0007-A0B1-C2D3E4F50640', 'Address 390 客户 👍', '2026-11-27', 'City 350 客户 👍', '2026-03-14 15:12:26.535897', '2026-07-10', '2026-03-14 15:13:06.535897', 'Country 380 客户 👍', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'Department 310 客户 👍', 'Description 410 客户 👍', 'Email 260 客户 👍', '2026-03-14 15:13:56.535897', 'ExternalId 90 客户 👍', 'FirstName 230 客户 👍', 'JobTitle 300 客户 👍', 'LastName 240 客户 👍', 'LossReason 200 客户 👍', 'Mobile 290 客户 👍', 'Name 250 客户 👍', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'PassedStageKeys 150 客户 👍', 'Phone 280 客户 👍', 'PipelineKey 130 客户 👍', 'PostalCode 370 客户 👍', 'PreferredChannel 400 客户 👍', 'QuarantineReason 430 客户 👍', '2026-03-14 15:16:26.535897', 'Region 360 客户 👍', 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', 'Street 340 客户 👍', '00000078-0001-0007-A0B1-C2D3E4F50678', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_contact (tenant_id, id, account_id, address, born_on, city, closed_at, closed_on, converted_at, country, created_at, created_by_id, custom, deleted_at, department, description, email, email_bounced_at, external_id, first_name, job_title, last_name, loss_reason, mobile, name, owner_id, passed_stage_keys, phone, pipeline_key, postal_code, preferred_channel, quarantine_reason, quarantined_at, region, stage_category, stage_entered_at, stage_key, stage_note, street, team_id, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'Name 252 客户 👍', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_contract (tenant_id, id, account_id, amount, closed_at, closed_on, converted_at, created_at, created_by_id, currency, custom, deleted_at, description, ends_on, external_id, loss_reason, name, notice_by_on, notice_days, number, opportunity_id, owner_id, passed_stage_keys, pipeline_key, project_id, quote_id, renewal_kind, renewal_months, signed_on, stage_category, stage_entered_at, stage_key, stage_note, starts_on, team_id, terms, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '000000FA-0001-0007-A0B1-C2D3E4F506FA', 2901234, '2026-03-14 15:12:26.535897', '2026-07-10', '2026-03-14 15:13:06.535897', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', 'Currency 300 客户 👍', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'Description 390 客户 👍', '2026-11-17', 'ExternalId 90 客户 👍', 'LossReason 200 客户 👍', 'Name 230 客户 👍', '2026-12-27', 350, 'Number 240 客户 👍', '00000104-0001-0007-A0B1-C2D3E4F50604', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'PassedStageKeys 150 客户 👍', 'PipelineKey 130 客户 👍', '0000010E-0001-0007-A0B1-C2D3E4F5060E', '00000118-0001-0007-A0B1-C2D3E4F50618', 'none', 340, '2027-01-06', 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', '2026-11-07', '00000078-0001-0007-A0B1-C2D3E4F50678', 'Terms 380 客户 👍', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_contract (tenant_id, id, account_id, amount, closed_at, closed_on, converted_at, created_at, created_by_id, currency, custom, deleted_at, description, ends_on, external_id, loss_reason, name, notice_by_on, notice_days, number, opportunity_id, owner_id, passed_stage_keys, pipeline_key, project_id, quote_id, renewal_kind, renewal_months, signed_on, stage_category, stage_entered_at, stage_key, stage_note, starts_on, team_id, terms, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:08.535897', NULL, NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, NULL, NULL, 'Name 232 客户 👍', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'by-agreement', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_contract (tenant_id, id, account_id, amount, closed_at, closed_on, converted_at, created_at, created_by_id, currency, custom, deleted_at, description, ends_on, external_id, loss_reason, name, notice_by_on, notice_days, number, opportunity_id, owner_id, passed_stage_keys, pipeline_key, project_id, quote_id, renewal_kind, renewal_months, signed_on, stage_category, stage_entered_at, stage_key, stage_note, starts_on, team_id, terms, updated_at, updated_by_id, version) VALUES ('acme', '0000006E-0001-0007-A0B1-C2D3E4F5066E', '000000FA-0001-0007-A0B1-C2D3E4F506FA', 2901234, '2026-03-14 15:12:26.535897', '2026-07-10', '2026-03-14 15:13:06.535897', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', 'Currency 300 客户 👍', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'Description 390 客户 👍', '2026-11-17', NULL, 'LossReason 200 客户 👍', 'Name 230 客户 👍', '2026-12-27', 350, 'Number 240 客户 👍', '00000104-0001-0007-A0B1-C2D3E4F50604', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'PassedStageKeys 150 客户 👍', 'PipelineKey 130 客户 👍', '0000010E-0001-0007-A0B1-C2D3E4F5060E', '00000118-0001-0007-A0B1-C2D3E4F50618', 'none', 340, '2027-01-06', 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', '2026-11-07', '00000078-0001-0007-A0B1-C2D3E4F50678', 'Terms 380 客户 👍', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_custom_record (tenant_id, id, closed_at, closed_on, converted_at, created_at, created_by_id, custom, deleted_at, external_id, loss_reason, name, owner_id, passed_stage_keys, pipeline_key, stage_category, stage_entered_at, stage_key, stage_note, team_id, type_key, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '2026-03-14 15:12:26.535897', '2026-07-10', '2026-03-14 15:13:06.535897', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'ExternalId 90 客户 👍', 'LossReason 200 客户 👍', 'Name 240 客户 👍', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'PassedStageKeys 150 客户 👍', 'PipelineKey 130 客户 👍', 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', '00000078-0001-0007-A0B1-C2D3E4F50678', 'TypeKey 230 客户 👍', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_custom_record (tenant_id, id, closed_at, closed_on, converted_at, created_at, created_by_id, custom, deleted_at, external_id, loss_reason, name, owner_id, passed_stage_keys, pipeline_key, stage_category, stage_entered_at, stage_key, stage_note, team_id, type_key, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, NULL, '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, 'Name 242 客户 👍', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'TypeKey 232 客户 👍', '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_order (tenant_id, id, account_id, adjustment, closed_at, closed_on, contact_id, contract_id, converted_at, created_at, created_by_id, currency, custom, deleted_at, delivery_state, description, discount_amount, discount_percent, discount_total, external_id, loss_reason, name, number, opportunity_id, ordered_on, outstanding_total, owner_id, paid_total, passed_stage_keys, pipeline_key, price_book_id, quote_id, refund_total, returned_total, shipping_city, shipping_country, shipping_name, shipping_postal_code, shipping_region, shipping_street, stage_category, stage_entered_at, stage_key, stage_note, subtotal, tax_total, team_id, total, updated_at, updated_by_id, version) VALUES ('acme', '0000006E-0001-0007-A0B1-C2D3E4F5066E', '000000FA-0001-0007-A0B1-C2D3E4F506FA', 3201234, '2026-03-14 15:12:26.535897', '2026-07-10', '00000104-0001-0007-A0B1-C2D3E4F50604', '00000186-0001-0007-A0B1-C2D3E4F50686', '2026-03-14 15:13:06.535897', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', 'Currency 290 客户 👍', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'none', 'Description 370 客户 👍', 3101234, 3001234, 3401234, NULL, 'LossReason 200 客户 👍', 'Name 230 客户 👍', 'Number 240 客户 👍', '0000010E-0001-0007-A0B1-C2D3E4F5060E', '2027-02-05', 4401234, '0000006E-0001-0007-A0B1-C2D3E4F5066E', 4101234, 'PassedStageKeys 150 客户 👍', 'PipelineKey 130 客户 👍', '00000118-0001-0007-A0B1-C2D3E4F50618', '0000017C-0001-0007-A0B1-C2D3E4F5067C', 4201234, 4301234, 'ShippingCity 480 客户 👍', 'ShippingCountry 510 客户 👍', 'ShippingName 460 客户 👍', 'ShippingPostalCode 500 客户 👍', 'ShippingRegion 490 客户 👍', 'ShippingStreet 470 客户 👍', 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', 3301234, 3501234, '00000078-0001-0007-A0B1-C2D3E4F50678', 3601234, '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_order (tenant_id, id, account_id, adjustment, closed_at, closed_on, contact_id, contract_id, converted_at, created_at, created_by_id, currency, custom, deleted_at, delivery_state, description, discount_amount, discount_percent, discount_total, external_id, loss_reason, name, number, opportunity_id, ordered_on, outstanding_total, owner_id, paid_total, passed_stage_keys, pipeline_key, price_book_id, quote_id, refund_total, returned_total, shipping_city, shipping_country, shipping_name, shipping_postal_code, shipping_region, shipping_street, stage_category, stage_entered_at, stage_key, stage_note, subtotal, tax_total, team_id, total, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '000000FA-0001-0007-A0B1-C2D3E4F506FA', 3201234, '2026-03-14 15:12:26.535897', '2026-07-10', '00000104-0001-0007-A0B1-C2D3E4F50604', '00000186-0001-0007-A0B1-C2D3E4F50686', '2026-03-14 15:13:06.535897', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', 'Currency 290 客户 👍', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'none', 'Description 370 客户 👍', 3101234, 3001234, 3401234, 'ExternalId 90 客户 👍', 'LossReason 200 客户 👍', 'Name 230 客户 👍', 'Number 240 客户 👍', '0000010E-0001-0007-A0B1-C2D3E4F5060E', '2027-02-05', 4401234, '0000006E-0001-0007-A0B1-C2D3E4F5066E', 4101234, 'PassedStageKeys 150 客户 👍', 'PipelineKey 130 客户 👍', '00000118-0001-0007-A0B1-C2D3E4F50618', '0000017C-0001-0007-A0B1-C2D3E4F5067C', 4201234, 4301234, 'ShippingCity 480 客户 👍', 'ShippingCountry 510 客户 👍', 'ShippingName 460 客户 👍', 'ShippingPostalCode 500 客户 👍', 'ShippingRegion 490 客户 👍', 'ShippingStreet 470 客户 👍', 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', 3301234, 3501234, '00000078-0001-0007-A0B1-C2D3E4F50678', 3601234, '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_order (tenant_id, id, account_id, adjustment, closed_at, closed_on, contact_id, contract_id, converted_at, created_at, created_by_id, currency, custom, deleted_at, delivery_state, description, discount_amount, discount_percent, discount_total, external_id, loss_reason, name, number, opportunity_id, ordered_on, outstanding_total, owner_id, paid_total, passed_stage_keys, pipeline_key, price_book_id, quote_id, refund_total, returned_total, shipping_city, shipping_country, shipping_name, shipping_postal_code, shipping_region, shipping_street, stage_category, stage_entered_at, stage_key, stage_note, subtotal, tax_total, team_id, total, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:08.535897', NULL, NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, 'complete', NULL, NULL, NULL, NULL, NULL, NULL, 'Name 232 客户 👍', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_order (tenant_id, id, account_id, adjustment, closed_at, closed_on, contact_id, contract_id, converted_at, created_at, created_by_id, currency, custom, deleted_at, delivery_state, description, discount_amount, discount_percent, discount_total, external_id, loss_reason, name, number, opportunity_id, ordered_on, outstanding_total, owner_id, paid_total, passed_stage_keys, pipeline_key, price_book_id, quote_id, refund_total, returned_total, shipping_city, shipping_country, shipping_name, shipping_postal_code, shipping_region, shipping_street, stage_category, stage_entered_at, stage_key, stage_note, subtotal, tax_total, team_id, total, updated_at, updated_by_id, version) VALUES ('acme', '000000DC-0001-0007-A0B1-C2D3E4F506DC', '000000FA-0001-0007-A0B1-C2D3E4F506FA', 3201234, '2026-03-14 15:12:26.535897', '2026-07-10', '00000104-0001-0007-A0B1-C2D3E4F50604', '00000186-0001-0007-A0B1-C2D3E4F50686', '2026-03-14 15:13:06.535897', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', 'Currency 290 客户 👍', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'none', 'Description 370 客户 👍', 3101234, 3001234, 3401234, NULL, 'LossReason 200 客户 👍', 'Name 230 客户 👍', 'Number 240 客户 👍', '0000010E-0001-0007-A0B1-C2D3E4F5060E', '2027-02-05', 4401234, '0000006E-0001-0007-A0B1-C2D3E4F5066E', 4101234, 'PassedStageKeys 150 客户 👍', 'PipelineKey 130 客户 👍', '00000118-0001-0007-A0B1-C2D3E4F50618', '0000017C-0001-0007-A0B1-C2D3E4F5067C', 4201234, 4301234, 'ShippingCity 480 客户 👍', 'ShippingCountry 510 客户 👍', 'ShippingName 460 客户 👍', 'ShippingPostalCode 500 客户 👍', 'ShippingRegion 490 客户 👍', 'ShippingStreet 470 客户 👍', 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', 3301234, 3501234, '00000078-0001-0007-A0B1-C2D3E4F50678', 3601234, '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_email_message (tenant_id, id, body, closed_at, closed_on, contact_id, converted_at, created_at, created_by_id, custom, deleted_at, direction, done_at, due_at, external_id, from_address, loss_reason, message_id, outcome, owner_id, passed_stage_keys, pipeline_key, regarding_id, regarding_type, stage_category, stage_entered_at, stage_key, stage_note, starts_at, subject, team_id, to_addresses, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 'Body 240 客户 👍', '2026-03-14 15:12:26.535897', '2026-07-10', '0000010E-0001-0007-A0B1-C2D3E4F5060E', '2026-03-14 15:13:06.535897', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'outgoing', '2026-03-14 15:14:26.535897', '2026-03-14 15:14:16.535897', 'ExternalId 90 客户 👍', 'FromAddress 330 客户 👍', 'LossReason 200 客户 👍', 'MessageId 350 客户 👍', 'Outcome 310 客户 👍', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'PassedStageKeys 150 客户 👍', 'PipelineKey 130 客户 👍', '00000104-0001-0007-A0B1-C2D3E4F50604', 'RegardingType 250 客户 👍', 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', '2026-03-14 15:14:06.535897', 'Subject 230 客户 👍', '00000078-0001-0007-A0B1-C2D3E4F50678', 'ToAddresses 340 客户 👍', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_email_message (tenant_id, id, body, closed_at, closed_on, contact_id, converted_at, created_at, created_by_id, custom, deleted_at, direction, done_at, due_at, external_id, from_address, loss_reason, message_id, outcome, owner_id, passed_stage_keys, pipeline_key, regarding_id, regarding_type, stage_category, stage_entered_at, stage_key, stage_note, starts_at, subject, team_id, to_addresses, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, 'outgoing', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'Subject 232 客户 👍', NULL, NULL, '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_follow_up (tenant_id, id, body, closed_at, closed_on, contact_id, converted_at, created_at, created_by_id, custom, deleted_at, done_at, due_at, external_id, loss_reason, outcome, owner_id, passed_stage_keys, pipeline_key, priority, regarding_id, regarding_type, stage_category, stage_entered_at, stage_key, stage_note, starts_at, subject, team_id, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 'Body 240 客户 👍', '2026-03-14 15:12:26.535897', '2026-07-10', '0000010E-0001-0007-A0B1-C2D3E4F5060E', '2026-03-14 15:13:06.535897', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', '2026-03-14 15:14:26.535897', '2026-03-14 15:14:16.535897', 'ExternalId 90 客户 👍', 'LossReason 200 客户 👍', 'Outcome 310 客户 👍', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'PassedStageKeys 150 客户 👍', 'PipelineKey 130 客户 👍', 'high', '00000104-0001-0007-A0B1-C2D3E4F50604', 'RegardingType 250 客户 👍', 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', '2026-03-14 15:14:06.535897', 'Subject 230 客户 👍', '00000078-0001-0007-A0B1-C2D3E4F50678', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_follow_up (tenant_id, id, body, closed_at, closed_on, contact_id, converted_at, created_at, created_by_id, custom, deleted_at, done_at, due_at, external_id, loss_reason, outcome, owner_id, passed_stage_keys, pipeline_key, priority, regarding_id, regarding_type, stage_category, stage_entered_at, stage_key, stage_note, starts_at, subject, team_id, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'normal', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'Subject 232 客户 👍', NULL, '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_import_mapping (tenant_id, id, created_at, created_by_id, custom, definition, deleted_at, external_id, name, record_type, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', 'Definition 130 客户 👍', '2026-03-14 15:10:46.535897', 'ExternalId 90 客户 👍', 'Name 110 客户 👍', 'RecordType 120 客户 👍', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_import_mapping (tenant_id, id, created_at, created_by_id, custom, definition, deleted_at, external_id, name, record_type, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, 'Name 112 客户 👍', 'RecordType 122 客户 👍', '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_lead (tenant_id, id, account_id, address, campaign_id, channel, city, closed_at, closed_on, company_name, contact_id, converted_at, country, created_at, created_by_id, currency, custom, deleted_at, email, email_bounced_at, estimated_amount, external_id, job_title, loss_reason, name, need_description, owner_id, passed_stage_keys, phone, pipeline_key, pool, postal_code, product_id, quarantine_reason, quarantined_at, rating, region, score, source, stage_category, stage_entered_at, stage_key, stage_note, street, team_id, updated_at, updated_by_id, version, website) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '000001CC-0001-0007-A0B1-C2D3E4F506CC', 'Address 430 客户 👍', '00000140-0001-0007-A0B1-C2D3E4F50640', 'Channel 310 客户 👍', 'City 390 客户 👍', '2026-03-14 15:12:26.535897', '2026-07-10', 'CompanyName 240 客户 👍', '000001D6-0001-0007-A0B1-C2D3E4F506D6', '2026-03-14 15:13:06.535897', 'Country 420 客户 👍', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', 'Currency 450 客户 👍', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'Email 260 客户 👍', '2026-03-14 15:13:56.535897', 4401234, 'ExternalId 90 客户 👍', 'JobTitle 250 客户 👍', 'LossReason 200 客户 👍', 'Name 230 客户 👍', 'NeedDescription 360 客户 👍', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'PassedStageKeys 150 客户 👍', 'Phone 280 客户 👍', 'PipelineKey 130 客户 👍', 'Pool 340 客户 👍', 'PostalCode 410 客户 👍', '00000172-0001-0007-A0B1-C2D3E4F50672', 'QuarantineReason 490 客户 👍', '2026-03-14 15:17:26.535897', 'hot', 'Region 400 客户 👍', 330, 'Source 300 客户 👍', 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', 'Street 380 客户 👍', '00000078-0001-0007-A0B1-C2D3E4F50678', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30, 'Website 290 客户 👍');
INSERT INTO crm_lead (tenant_id, id, account_id, address, campaign_id, channel, city, closed_at, closed_on, company_name, contact_id, converted_at, country, created_at, created_by_id, currency, custom, deleted_at, email, email_bounced_at, estimated_amount, external_id, job_title, loss_reason, name, need_description, owner_id, passed_stage_keys, phone, pipeline_key, pool, postal_code, product_id, quarantine_reason, quarantined_at, rating, region, score, source, stage_category, stage_entered_at, stage_key, stage_note, street, team_id, updated_at, updated_by_id, version, website) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:08.535897', NULL, NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'Name 232 客户 👍', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:28.535897', NULL, 32, NULL);
INSERT INTO crm_project (tenant_id, id, account_id, actual_cost, actual_end_on, actual_start_on, budget, closed_at, closed_on, converted_at, created_at, created_by_id, currency, custom, deleted_at, description, external_id, loss_reason, name, opportunity_id, owner_id, passed_stage_keys, pipeline_key, planned_end_on, planned_start_on, stage_category, stage_entered_at, stage_key, stage_note, team_id, updated_at, updated_by_id, version) VALUES ('acme', '0000006E-0001-0007-A0B1-C2D3E4F5066E', '000000F0-0001-0007-A0B1-C2D3E4F506F0', 2701234, '2026-11-17', '2026-11-07', 2601234, '2026-03-14 15:12:26.535897', '2026-07-10', '2026-03-14 15:13:06.535897', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', 'Currency 280 客户 👍', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'Description 330 客户 👍', NULL, 'LossReason 200 客户 👍', 'Name 230 客户 👍', '000000FA-0001-0007-A0B1-C2D3E4F506FA', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'PassedStageKeys 150 客户 👍', 'PipelineKey 130 客户 👍', '2026-10-28', '2026-10-18', 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', '00000078-0001-0007-A0B1-C2D3E4F50678', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_project (tenant_id, id, account_id, actual_cost, actual_end_on, actual_start_on, budget, closed_at, closed_on, converted_at, created_at, created_by_id, currency, custom, deleted_at, description, external_id, loss_reason, name, opportunity_id, owner_id, passed_stage_keys, pipeline_key, planned_end_on, planned_start_on, stage_category, stage_entered_at, stage_key, stage_note, team_id, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '000000F0-0001-0007-A0B1-C2D3E4F506F0', 2701234, '2026-11-17', '2026-11-07', 2601234, '2026-03-14 15:12:26.535897', '2026-07-10', '2026-03-14 15:13:06.535897', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', 'Currency 280 客户 👍', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'Description 330 客户 👍', 'ExternalId 90 客户 👍', 'LossReason 200 客户 👍', 'Name 230 客户 👍', '000000FA-0001-0007-A0B1-C2D3E4F506FA', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'PassedStageKeys 150 客户 👍', 'PipelineKey 130 客户 👍', '2026-10-28', '2026-10-18', 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', '00000078-0001-0007-A0B1-C2D3E4F50678', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_project (tenant_id, id, account_id, actual_cost, actual_end_on, actual_start_on, budget, closed_at, closed_on, converted_at, created_at, created_by_id, currency, custom, deleted_at, description, external_id, loss_reason, name, opportunity_id, owner_id, passed_stage_keys, pipeline_key, planned_end_on, planned_start_on, stage_category, stage_entered_at, stage_key, stage_note, team_id, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:08.535897', NULL, NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, NULL, 'Name 232 客户 👍', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_note (tenant_id, id, body, closed_at, closed_on, contact_id, converted_at, created_at, created_by_id, custom, deleted_at, done_at, due_at, external_id, is_pinned, loss_reason, outcome, owner_id, passed_stage_keys, pipeline_key, regarding_id, regarding_type, stage_category, stage_entered_at, stage_key, stage_note, starts_at, subject, team_id, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 'Body 240 客户 👍', '2026-03-14 15:12:26.535897', '2026-07-10', '0000010E-0001-0007-A0B1-C2D3E4F5060E', '2026-03-14 15:13:06.535897', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', '2026-03-14 15:14:26.535897', '2026-03-14 15:14:16.535897', 'ExternalId 90 客户 👍', 1, 'LossReason 200 客户 👍', 'Outcome 310 客户 👍', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'PassedStageKeys 150 客户 👍', 'PipelineKey 130 客户 👍', '00000104-0001-0007-A0B1-C2D3E4F50604', 'RegardingType 250 客户 👍', 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', '2026-03-14 15:14:06.535897', 'Subject 230 客户 👍', '00000078-0001-0007-A0B1-C2D3E4F50678', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_note (tenant_id, id, body, closed_at, closed_on, contact_id, converted_at, created_at, created_by_id, custom, deleted_at, done_at, due_at, external_id, is_pinned, loss_reason, outcome, owner_id, passed_stage_keys, pipeline_key, regarding_id, regarding_type, stage_category, stage_entered_at, stage_key, stage_note, starts_at, subject, team_id, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'Subject 232 客户 👍', NULL, '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_opportunity (tenant_id, id, account_id, amount, campaign_id, closed_at, closed_on, contact_id, converted_at, created_at, created_by_id, currency, custom, deleted_at, description, expected_close_on, external_id, forecast_category, loss_reason, name, need, next_step, next_step_on, opened_on, owner_id, passed_stage_keys, pipeline_key, price_book_id, probability_override_percent, probability_percent, product_id, region, review_on, source, stage_category, stage_entered_at, stage_key, stage_note, team_id, updated_at, updated_by_id, version, weighted_amount) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '000000F0-0001-0007-A0B1-C2D3E4F506F0', 2701234, '0000014A-0001-0007-A0B1-C2D3E4F5064A', '2026-03-14 15:12:26.535897', '2026-07-10', '000000FA-0001-0007-A0B1-C2D3E4F506FA', '2026-03-14 15:13:06.535897', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', 'Currency 290 客户 👍', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'Description 430 客户 👍', '2026-11-07', 'ExternalId 90 客户 👍', 'pipeline', 'LossReason 200 客户 👍', 'Name 230 客户 👍', 'Need 420 客户 👍', 'NextStep 400 客户 👍', '2027-02-15', '2026-10-28', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'PassedStageKeys 150 客户 👍', 'PipelineKey 130 客户 👍', '00000118-0001-0007-A0B1-C2D3E4F50618', 350, 360, '00000104-0001-0007-A0B1-C2D3E4F50604', 'Region 340 客户 👍', '2027-01-26', 'Source 320 客户 👍', 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', '00000078-0001-0007-A0B1-C2D3E4F50678', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30, 3701234);
INSERT INTO crm_opportunity (tenant_id, id, account_id, amount, campaign_id, closed_at, closed_on, contact_id, converted_at, created_at, created_by_id, currency, custom, deleted_at, description, expected_close_on, external_id, forecast_category, loss_reason, name, need, next_step, next_step_on, opened_on, owner_id, passed_stage_keys, pipeline_key, price_book_id, probability_override_percent, probability_percent, product_id, region, review_on, source, stage_category, stage_entered_at, stage_key, stage_note, team_id, updated_at, updated_by_id, version, weighted_amount) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:08.535897', NULL, NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, NULL, 'commit', NULL, 'Name 232 客户 👍', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:28.535897', NULL, 32, NULL);
INSERT INTO crm_opportunity (tenant_id, id, account_id, amount, campaign_id, closed_at, closed_on, contact_id, converted_at, created_at, created_by_id, currency, custom, deleted_at, description, expected_close_on, external_id, forecast_category, loss_reason, name, need, next_step, next_step_on, opened_on, owner_id, passed_stage_keys, pipeline_key, price_book_id, probability_override_percent, probability_percent, product_id, region, review_on, source, stage_category, stage_entered_at, stage_key, stage_note, team_id, updated_at, updated_by_id, version, weighted_amount) VALUES ('acme', '0000006E-0001-0007-A0B1-C2D3E4F5066E', '000000F0-0001-0007-A0B1-C2D3E4F506F0', 2701234, '0000014A-0001-0007-A0B1-C2D3E4F5064A', '2026-03-14 15:12:26.535897', '2026-07-10', '000000FA-0001-0007-A0B1-C2D3E4F506FA', '2026-03-14 15:13:06.535897', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', 'Currency 290 客户 👍', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'Description 430 客户 👍', '2026-11-07', NULL, 'pipeline', 'LossReason 200 客户 👍', 'Name 230 客户 👍', 'Need 420 客户 👍', 'NextStep 400 客户 👍', '2027-02-15', '2026-10-28', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'PassedStageKeys 150 客户 👍', 'PipelineKey 130 客户 👍', '00000118-0001-0007-A0B1-C2D3E4F50618', 350, 360, '00000104-0001-0007-A0B1-C2D3E4F50604', 'Region 340 客户 👍', '2027-01-26', 'Source 320 客户 👍', 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', '00000078-0001-0007-A0B1-C2D3E4F50678', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30, 3701234);
INSERT INTO crm_opportunity (tenant_id, id, account_id, amount, campaign_id, closed_at, closed_on, contact_id, converted_at, created_at, created_by_id, currency, custom, deleted_at, description, expected_close_on, external_id, forecast_category, loss_reason, name, need, next_step, next_step_on, opened_on, owner_id, passed_stage_keys, pipeline_key, price_book_id, probability_override_percent, probability_percent, product_id, region, review_on, source, stage_category, stage_entered_at, stage_key, stage_note, team_id, updated_at, updated_by_id, version, weighted_amount) VALUES ('acme', '000000DC-0001-0007-A0B1-C2D3E4F506DC', '000000F0-0001-0007-A0B1-C2D3E4F506F0', 2701234, '0000014A-0001-0007-A0B1-C2D3E4F5064A', '2026-03-14 15:12:26.535897', '2026-07-10', '000000FA-0001-0007-A0B1-C2D3E4F506FA', '2026-03-14 15:13:06.535897', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', 'Currency 290 客户 👍', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'Description 430 客户 👍', '2026-11-07', NULL, 'pipeline', 'LossReason 200 客户 👍', 'Name 230 客户 👍', 'Need 420 客户 👍', 'NextStep 400 客户 👍', '2027-02-15', '2026-10-28', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'PassedStageKeys 150 客户 👍', 'PipelineKey 130 客户 👍', '00000118-0001-0007-A0B1-C2D3E4F50618', 350, 360, '00000104-0001-0007-A0B1-C2D3E4F50604', 'Region 340 客户 👍', '2027-01-26', 'Source 320 客户 👍', 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', '00000078-0001-0007-A0B1-C2D3E4F50678', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30, 3701234);
INSERT INTO crm_phone_call (tenant_id, id, body, closed_at, closed_on, contact_id, converted_at, created_at, created_by_id, custom, deleted_at, direction, done_at, due_at, duration_seconds, external_id, loss_reason, outcome, owner_id, passed_stage_keys, phone_number, pipeline_key, regarding_id, regarding_type, stage_category, stage_entered_at, stage_key, stage_note, starts_at, subject, team_id, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 'Body 240 客户 👍', '2026-03-14 15:12:26.535897', '2026-07-10', '0000010E-0001-0007-A0B1-C2D3E4F5060E', '2026-03-14 15:13:06.535897', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'outgoing', '2026-03-14 15:14:26.535897', '2026-03-14 15:14:16.535897', 330, 'ExternalId 90 客户 👍', 'LossReason 200 客户 👍', 'Outcome 310 客户 👍', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'PassedStageKeys 150 客户 👍', 'PhoneNumber 340 客户 👍', 'PipelineKey 130 客户 👍', '00000104-0001-0007-A0B1-C2D3E4F50604', 'RegardingType 250 客户 👍', 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', '2026-03-14 15:14:06.535897', 'Subject 230 客户 👍', '00000078-0001-0007-A0B1-C2D3E4F50678', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_phone_call (tenant_id, id, body, closed_at, closed_on, contact_id, converted_at, created_at, created_by_id, custom, deleted_at, direction, done_at, due_at, duration_seconds, external_id, loss_reason, outcome, owner_id, passed_stage_keys, phone_number, pipeline_key, regarding_id, regarding_type, stage_category, stage_entered_at, stage_key, stage_note, starts_at, subject, team_id, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, 'outgoing', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'Subject 232 客户 👍', NULL, '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_price_book (tenant_id, id, created_at, created_by_id, currency, custom, deleted_at, description, external_id, is_default, name, updated_at, updated_by_id, valid_from_on, valid_until_on, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', 'Currency 120 客户 👍', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'Description 160 客户 👍', 'ExternalId 90 客户 👍', 1, 'Name 110 客户 👍', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', '2026-05-11', '2026-05-21', 30);
INSERT INTO crm_price_book (tenant_id, id, created_at, created_by_id, currency, custom, deleted_at, description, external_id, is_default, name, updated_at, updated_by_id, valid_from_on, valid_until_on, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', '2026-03-14 15:10:08.535897', NULL, NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, 1, 'Name 112 客户 👍', '2026-03-14 15:10:28.535897', NULL, NULL, NULL, 32);
INSERT INTO crm_price_book (tenant_id, id, created_at, created_by_id, currency, custom, deleted_at, description, external_id, is_default, name, updated_at, updated_by_id, valid_from_on, valid_until_on, version) VALUES ('acme', '0000006E-0001-0007-A0B1-C2D3E4F5066E', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', 'Currency 120 客户 👍', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'Description 160 客户 👍', NULL, 1, 'Name 110 客户 👍', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', '2026-05-11', '2026-05-21', 30);
INSERT INTO crm_product (tenant_id, id, code, created_at, created_by_id, currency, custom, deleted_at, description, external_id, family, is_active, list_price, name, tax_percent, unit, unit_cost, updated_at, updated_by_id, version, warranty_months) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 'Code 120 客户 👍', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', 'Currency 180 客户 👍', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'Description 140 客户 👍', 'ExternalId 90 客户 👍', 'Family 130 客户 👍', 1, 1601234, 'Name 110 客户 👍', 1901234, 'Unit 150 客户 👍', 1701234, '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30, 200);
INSERT INTO crm_product (tenant_id, id, code, created_at, created_by_id, currency, custom, deleted_at, description, external_id, family, is_active, list_price, name, tax_percent, unit, unit_cost, updated_at, updated_by_id, version, warranty_months) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, '2026-03-14 15:10:08.535897', NULL, NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, NULL, 1, NULL, 'Name 112 客户 👍', NULL, NULL, NULL, '2026-03-14 15:10:28.535897', NULL, 32, NULL);
INSERT INTO crm_quote (tenant_id, id, account_id, adjustment, closed_at, closed_on, contact_id, converted_at, created_at, created_by_id, currency, custom, deleted_at, description, discount_amount, discount_percent, discount_total, external_id, issued_on, loss_reason, name, number, opportunity_id, owner_id, passed_stage_keys, pipeline_key, price_book_id, revision, revision_of_id, stage_category, stage_entered_at, stage_key, stage_note, subtotal, tax_total, team_id, terms, total, updated_at, updated_by_id, valid_until_on, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '000000FA-0001-0007-A0B1-C2D3E4F506FA', 3201234, '2026-03-14 15:12:26.535897', '2026-07-10', '00000104-0001-0007-A0B1-C2D3E4F50604', '2026-03-14 15:13:06.535897', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', 'Currency 290 客户 👍', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'Description 370 客户 👍', 3101234, 3001234, 3401234, 'ExternalId 90 客户 👍', '2027-02-05', 'LossReason 200 客户 👍', 'Name 230 客户 👍', 'Number 240 客户 👍', '0000010E-0001-0007-A0B1-C2D3E4F5060E', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'PassedStageKeys 150 客户 👍', 'PipelineKey 130 客户 👍', '00000118-0001-0007-A0B1-C2D3E4F50618', 380, '00000186-0001-0007-A0B1-C2D3E4F50686', 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', 3301234, 3501234, '00000078-0001-0007-A0B1-C2D3E4F50678', 'Terms 420 客户 👍', 3601234, '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', '2027-02-15', 30);
INSERT INTO crm_quote (tenant_id, id, account_id, adjustment, closed_at, closed_on, contact_id, converted_at, created_at, created_by_id, currency, custom, deleted_at, description, discount_amount, discount_percent, discount_total, external_id, issued_on, loss_reason, name, number, opportunity_id, owner_id, passed_stage_keys, pipeline_key, price_book_id, revision, revision_of_id, stage_category, stage_entered_at, stage_key, stage_note, subtotal, tax_total, team_id, terms, total, updated_at, updated_by_id, valid_until_on, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:08.535897', NULL, NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'Name 232 客户 👍', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:28.535897', NULL, NULL, 32);
INSERT INTO crm_quote (tenant_id, id, account_id, adjustment, closed_at, closed_on, contact_id, converted_at, created_at, created_by_id, currency, custom, deleted_at, description, discount_amount, discount_percent, discount_total, external_id, issued_on, loss_reason, name, number, opportunity_id, owner_id, passed_stage_keys, pipeline_key, price_book_id, revision, revision_of_id, stage_category, stage_entered_at, stage_key, stage_note, subtotal, tax_total, team_id, terms, total, updated_at, updated_by_id, valid_until_on, version) VALUES ('acme', '000000DC-0001-0007-A0B1-C2D3E4F506DC', '000000FA-0001-0007-A0B1-C2D3E4F506FA', 3201234, '2026-03-14 15:12:26.535897', '2026-07-10', '00000104-0001-0007-A0B1-C2D3E4F50604', '2026-03-14 15:13:06.535897', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', 'Currency 290 客户 👍', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'Description 370 客户 👍', 3101234, 3001234, 3401234, NULL, '2027-02-05', 'LossReason 200 客户 👍', 'Name 230 客户 👍', 'Number 240 客户 👍', '0000010E-0001-0007-A0B1-C2D3E4F5060E', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'PassedStageKeys 150 客户 👍', 'PipelineKey 130 客户 👍', '00000118-0001-0007-A0B1-C2D3E4F50618', 380, '00000186-0001-0007-A0B1-C2D3E4F50686', 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', 3301234, 3501234, '00000078-0001-0007-A0B1-C2D3E4F50678', 'Terms 420 客户 👍', 3601234, '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', '2027-02-15', 30);
INSERT INTO crm_sales_target (tenant_id, id, amount, created_at, created_by_id, currency, custom, deleted_at, ends_on, external_id, name, starts_on, team_id, updated_at, updated_by_id, user_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 1601234, '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', 'Currency 170 客户 👍', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', '2026-05-31', 'ExternalId 90 客户 👍', 'Name 110 客户 👍', '2026-05-21', '00000082-0001-0007-A0B1-C2D3E4F50682', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', '00000078-0001-0007-A0B1-C2D3E4F50678', 30);
INSERT INTO crm_sales_target (tenant_id, id, amount, created_at, created_by_id, currency, custom, deleted_at, ends_on, external_id, name, starts_on, team_id, updated_at, updated_by_id, user_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, '2026-03-14 15:10:08.535897', NULL, NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, 'Name 112 客户 👍', NULL, NULL, '2026-03-14 15:10:28.535897', NULL, NULL, 32);
INSERT INTO crm_survey_answer (tenant_id, id, answer, body, closed_at, closed_on, contact_id, converted_at, created_at, created_by_id, custom, deleted_at, done_at, due_at, external_id, loss_reason, outcome, owner_id, passed_stage_keys, pipeline_key, question, regarding_id, regarding_type, stage_category, stage_entered_at, stage_key, stage_note, starts_at, subject, survey, team_id, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 'Answer 340 客户 👍', 'Body 240 客户 👍', '2026-03-14 15:12:26.535897', '2026-07-10', '0000010E-0001-0007-A0B1-C2D3E4F5060E', '2026-03-14 15:13:06.535897', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', '2026-03-14 15:14:26.535897', '2026-03-14 15:14:16.535897', 'ExternalId 90 客户 👍', 'LossReason 200 客户 👍', 'Outcome 310 客户 👍', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'PassedStageKeys 150 客户 👍', 'PipelineKey 130 客户 👍', 'Question 330 客户 👍', '00000104-0001-0007-A0B1-C2D3E4F50604', 'RegardingType 250 客户 👍', 'open', '2026-03-14 15:12:16.535897', 'StageKey 140 客户 👍', 'StageNote 210 客户 👍', '2026-03-14 15:14:06.535897', 'Subject 230 客户 👍', 'Survey 320 客户 👍', '00000078-0001-0007-A0B1-C2D3E4F50678', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_survey_answer (tenant_id, id, answer, body, closed_at, closed_on, contact_id, converted_at, created_at, created_by_id, custom, deleted_at, done_at, due_at, external_id, loss_reason, outcome, owner_id, passed_stage_keys, pipeline_key, question, regarding_id, regarding_type, stage_category, stage_entered_at, stage_key, stage_note, starts_at, subject, survey, team_id, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'Subject 232 客户 👍', NULL, NULL, '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_team (tenant_id, id, created_at, created_by_id, custom, deleted_at, external_id, manager_id, name, parent_id, region, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'ExternalId 90 客户 👍', '00000082-0001-0007-A0B1-C2D3E4F50682', 'Name 110 客户 👍', '00000078-0001-0007-A0B1-C2D3E4F50678', 'Region 140 客户 👍', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_team (tenant_id, id, created_at, created_by_id, custom, deleted_at, external_id, manager_id, name, parent_id, region, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, 'Name 112 客户 👍', NULL, NULL, '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_territory (tenant_id, id, country, created_at, created_by_id, custom, deleted_at, external_id, manager_id, name, parent_id, region, team_id, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 'Country 140 客户 👍', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'ExternalId 90 客户 👍', '00000096-0001-0007-A0B1-C2D3E4F50696', 'Name 110 客户 👍', '00000078-0001-0007-A0B1-C2D3E4F50678', 'Region 130 客户 👍', '000000A0-0001-0007-A0B1-C2D3E4F506A0', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_territory (tenant_id, id, country, created_at, created_by_id, custom, deleted_at, external_id, manager_id, name, parent_id, region, team_id, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, 'Name 112 客户 👍', NULL, NULL, NULL, '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_user (tenant_id, id, created_at, created_by_id, custom, deleted_at, email, external_id, is_active, job_title, language, manager_id, name, phone, roles, team_id, time_zone, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'Email 120 客户 👍', 'ExternalId 90 客户 👍', 1, 'JobTitle 190 客户 👍', 'Language 160 客户 👍', '00000096-0001-0007-A0B1-C2D3E4F50696', 'Name 110 客户 👍', 'Phone 180 客户 👍', 'Roles 130 客户 👍', '0000008C-0001-0007-A0B1-C2D3E4F5068C', 'TimeZone 170 客户 👍', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_user (tenant_id, id, created_at, created_by_id, custom, deleted_at, email, external_id, is_active, job_title, language, manager_id, name, phone, roles, team_id, time_zone, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, 1, NULL, NULL, NULL, 'Name 112 客户 👍', NULL, NULL, NULL, NULL, '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_api_key (tenant_id, id, created_at, expires_at, hash, last_used_at, name, revoked_at, scopes, user_id) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '2026-03-14 15:10:36.535897', '2026-03-14 15:10:46.535897', 'Hash 50 客户 👍', '2026-03-14 15:10:56.535897', 'Name 40 客户 👍', '2026-03-14 15:11:06.535897', 'Scopes 60 客户 👍', '0000001E-0001-0007-A0B1-C2D3E4F5061E');
INSERT INTO crm_api_key (tenant_id, id, created_at, expires_at, hash, last_used_at, name, revoked_at, scopes, user_id) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', '2026-03-14 15:10:38.535897', NULL, 'Hash 52 客户 👍', NULL, 'Name 42 客户 👍', NULL, NULL, '00000020-0001-0007-A0B1-C2D3E4F50620');
INSERT INTO crm_attachment (tenant_id, id, actor_id, at, content_type, name, record_id, record_type, sha256, size) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '00000064-0001-0007-A0B1-C2D3E4F50664', '2026-03-14 15:10:56.535897', 'ContentType 60 客户 👍', 'Name 50 客户 👍', '00000028-0001-0007-A0B1-C2D3E4F50628', 'RecordType 30 客户 👍', 'Sha256 80 客户 👍', 5000000070);
INSERT INTO crm_attachment (tenant_id, id, actor_id, at, content_type, name, record_id, record_type, sha256, size) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, '2026-03-14 15:10:58.535897', 'ContentType 62 客户 👍', 'Name 52 客户 👍', '0000002A-0001-0007-A0B1-C2D3E4F5062A', 'RecordType 32 客户 👍', 'Sha256 82 客户 👍', 5000000072);
INSERT INTO crm_audit_entry (actor_id, actor_name, address, at, changes, correlation_id, credential, door, id, operation, reason, record_id, record_type, record_version, tenant_id) VALUES ('0000005A-0001-0007-A0B1-C2D3E4F5065A', 'ActorName 100 客户 👍', 'Address 120 客户 👍', '2026-03-14 15:10:46.535897', 'Changes 160 客户 👍', '0000008C-0001-0007-A0B1-C2D3E4F5068C', 'Credential 130 客户 👍', 'Door 110 客户 👍', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 'delete', 'Reason 150 客户 👍', '00000032-0001-0007-A0B1-C2D3E4F50632', 'RecordType 40 客户 👍', 60, 'acme');
INSERT INTO crm_audit_entry (actor_id, actor_name, address, at, changes, correlation_id, credential, door, id, operation, reason, record_id, record_type, record_version, tenant_id) VALUES (NULL, NULL, NULL, '2026-03-14 15:10:48.535897', 'Changes 162 客户 👍', '0000008E-0001-0007-A0B1-C2D3E4F5068E', NULL, 'Door 112 客户 👍', '0000000C-0001-0007-A0B1-C2D3E4F5060C', 'create', NULL, '00000034-0001-0007-A0B1-C2D3E4F50634', 'RecordType 42 客户 👍', 62, 'acme');
INSERT INTO crm_audit_seal (tenant_id, number, count, entries, entries_hash, first_sequence, hash, last_sequence, previous_hash, sealed_at) VALUES ('acme', 5000000020, 60, 'Entries 70 客户 👍', 'EntriesHash 80 客户 👍', 5000000040, 'Hash 100 客户 👍', 5000000050, 'PreviousHash 90 客户 👍', '2026-03-14 15:09:56.535897');
INSERT INTO crm_audit_seal (tenant_id, number, count, entries, entries_hash, first_sequence, hash, last_sequence, previous_hash, sealed_at) VALUES ('acme', 5000000022, 62, NULL, 'EntriesHash 82 客户 👍', 5000000042, 'Hash 102 客户 👍', 5000000052, 'PreviousHash 92 客户 👍', '2026-03-14 15:09:58.535897');
INSERT INTO crm_behaviour_identity (tenant_id, key, visitor_id) VALUES ('acme', 'Key 20 客户 👍', '0000001E-0001-0007-A0B1-C2D3E4F5061E');
INSERT INTO crm_behaviour_identity (tenant_id, key, visitor_id) VALUES ('acme', 'Key 22 客户 👍', '00000020-0001-0007-A0B1-C2D3E4F50620');
INSERT INTO crm_behaviour_visitor (tenant_id, id, candidates, contact_id, fingerprint, is_ambiguous, last_at) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 'Candidates 60 客户 👍', '00000028-0001-0007-A0B1-C2D3E4F50628', 'Fingerprint 30 客户 👍', 1, '2026-03-14 15:10:36.535897');
INSERT INTO crm_behaviour_visitor (tenant_id, id, candidates, contact_id, fingerprint, is_ambiguous, last_at) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', 'Candidates 62 客户 👍', NULL, 'Fingerprint 32 客户 👍', 1, '2026-03-14 15:10:38.535897');
INSERT INTO crm_catalog_entry (tenant_id, kind, key, definition, updated_at, updated_by_id) VALUES ('acme', 'Kind 20 客户 👍', 'Key 30 客户 👍', 'Definition 40 客户 👍', '2026-03-14 15:10:16.535897', '0000003C-0001-0007-A0B1-C2D3E4F5063C');
INSERT INTO crm_catalog_entry (tenant_id, kind, key, definition, updated_at, updated_by_id) VALUES ('acme', 'Kind 22 客户 👍', 'Key 32 客户 👍', 'Definition 42 客户 👍', '2026-03-14 15:10:18.535897', NULL);
INSERT INTO crm_catalog_version (tenant_id, kind, key, version, actor_id, at, definition) VALUES ('acme', 'Kind 20 客户 👍', 'Key 30 客户 👍', 40, '00000046-0001-0007-A0B1-C2D3E4F50646', '2026-03-14 15:10:26.535897', 'Definition 50 客户 👍');
INSERT INTO crm_catalog_version (tenant_id, kind, key, version, actor_id, at, definition) VALUES ('acme', 'Kind 22 客户 👍', 'Key 32 客户 👍', 42, NULL, '2026-03-14 15:10:28.535897', 'Definition 52 客户 👍');
INSERT INTO crm_change_counter (tenant_id, last) VALUES ('acme', 5000000020);
INSERT INTO crm_connector_link (tenant_id, id, at, connector, error, error_code, external_id, external_version, is_deleted_there, is_sent_deleted, pending, push_id, record_id, record_type, record_version, seen_version, sent, sent_base, status, synced, synced_at, their_version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '2026-03-14 15:13:06.535897', 'Connector 30 客户 👍', 'Error 210 客户 👍', 'ErrorCode 200 客户 👍', 'ExternalId 50 客户 👍', 'ExternalVersion 80 客户 👍', 1, 1, 'Pending 190 客户 👍', '00000078-0001-0007-A0B1-C2D3E4F50678', '0000003C-0001-0007-A0B1-C2D3E4F5063C', 'RecordType 40 客户 👍', 90, 110, 'Sent 130 客户 👍', 'SentBase 140 客户 👍', 'synced', 'Synced 100 客户 👍', '2026-03-14 15:12:06.535897', 'TheirVersion 170 客户 👍');
INSERT INTO crm_connector_link (tenant_id, id, at, connector, error, error_code, external_id, external_version, is_deleted_there, is_sent_deleted, pending, push_id, record_id, record_type, record_version, seen_version, sent, sent_base, status, synced, synced_at, their_version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', '2026-03-14 15:13:08.535897', 'Connector 32 客户 👍', NULL, NULL, NULL, NULL, 1, 1, 'Pending 192 客户 👍', NULL, NULL, 'RecordType 42 客户 👍', NULL, NULL, 'Sent 132 客户 👍', NULL, 'refused', 'Synced 102 客户 👍', NULL, NULL);
INSERT INTO crm_connector_state (tenant_id, connector, asked_at, batches, created, cursor, cursor_at, deleted, error, error_code, push_error, push_error_code, pushed, rule, run_at, source, updated) VALUES ('acme', 'Connector 20 客户 👍', '2026-03-14 15:10:36.535897', 5000000060, 5000000090, 'Cursor 40 客户 👍', '2026-03-14 15:10:16.535897', 5000000110, 'Error 150 客户 👍', 'ErrorCode 140 客户 👍', 'PushError 170 客户 👍', 'PushErrorCode 160 客户 👍', 5000000120, 'ours-win', '2026-03-14 15:10:46.535897', 'Source 30 客户 👍', 5000000100);
INSERT INTO crm_connector_state (tenant_id, connector, asked_at, batches, created, cursor, cursor_at, deleted, error, error_code, push_error, push_error_code, pushed, rule, run_at, source, updated) VALUES ('acme', 'Connector 22 客户 👍', NULL, 5000000062, 5000000092, NULL, NULL, 5000000112, NULL, NULL, NULL, NULL, 5000000122, 'ask', NULL, 'Source 32 客户 👍', 5000000102);
INSERT INTO crm_consent_entry (tenant_id, id, act, actor_id, actor_name, address, at, channel, confirm_hash, confirm_until, confirms_id, credential, door, evidence, language, method, network, purpose, record_id, record_type, recorded_at, submission_id, text, withdraw_token) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 'given', '000000C8-0001-0007-A0B1-C2D3E4F506C8', 'ActorName 210 客户 👍', 'Address 110 客户 👍', '2026-03-14 15:10:46.535897', 'email', 'ConfirmHash 170 客户 👍', '2026-03-14 15:12:26.535897', '000000A0-0001-0007-A0B1-C2D3E4F506A0', 'Credential 240 客户 👍', 'Door 220 客户 👍', 'Evidence 140 客户 👍', 'Language 130 客户 👍', 'form', 'Network 230 客户 👍', 'Purpose 50 客户 👍', '00000028-0001-0007-A0B1-C2D3E4F50628', 'RecordType 30 客户 👍', '2026-03-14 15:10:56.535897', '00000096-0001-0007-A0B1-C2D3E4F50696', 'Text 120 客户 👍', 'WithdrawToken 190 客户 👍');
INSERT INTO crm_consent_entry (tenant_id, id, act, actor_id, actor_name, address, at, channel, confirm_hash, confirm_until, confirms_id, credential, door, evidence, language, method, network, purpose, record_id, record_type, recorded_at, submission_id, text, withdraw_token) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', 'asked', NULL, NULL, NULL, '2026-03-14 15:10:48.535897', 'sms', NULL, NULL, NULL, NULL, 'Door 222 客户 👍', NULL, NULL, 'hand', NULL, 'Purpose 52 客户 👍', '0000002A-0001-0007-A0B1-C2D3E4F5062A', 'RecordType 32 客户 👍', '2026-03-14 15:10:58.535897', NULL, NULL, NULL);
INSERT INTO crm_conversion_link (tenant_id, id, actor_id, at, made, person_id, source_id, source_type, target_id, target_type) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '00000050-0001-0007-A0B1-C2D3E4F50650', '2026-03-14 15:10:36.535897', 'Made 90 客户 👍', '00000064-0001-0007-A0B1-C2D3E4F50664', '00000028-0001-0007-A0B1-C2D3E4F50628', 'SourceType 30 客户 👍', '0000003C-0001-0007-A0B1-C2D3E4F5063C', 'TargetType 50 客户 👍');
INSERT INTO crm_conversion_link (tenant_id, id, actor_id, at, made, person_id, source_id, source_type, target_id, target_type) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, '2026-03-14 15:10:38.535897', 'Made 92 客户 👍', NULL, '0000002A-0001-0007-A0B1-C2D3E4F5062A', 'SourceType 32 客户 👍', '0000003E-0001-0007-A0B1-C2D3E4F5063E', 'TargetType 52 客户 👍');
INSERT INTO crm_counter (tenant_id, record_type, pipeline_key, stage_key, owner_id, team_id, passed_stage_keys, currency, amount, count, weighted) VALUES ('acme', 'RecordType 20 客户 👍', 'PipelineKey 30 客户 👍', 'StageKey 40 客户 👍', '00000032-0001-0007-A0B1-C2D3E4F50632', '0000003C-0001-0007-A0B1-C2D3E4F5063C', 'PassedStageKeys 70 客户 👍', 'Currency 80 客户 👍', 1001234, 5000000090, 1101234);
INSERT INTO crm_counter (tenant_id, record_type, pipeline_key, stage_key, owner_id, team_id, passed_stage_keys, currency, amount, count, weighted) VALUES ('acme', 'RecordType 22 客户 👍', 'PipelineKey 32 客户 👍', 'StageKey 42 客户 👍', '00000034-0001-0007-A0B1-C2D3E4F50634', '0000003E-0001-0007-A0B1-C2D3E4F5063E', 'PassedStageKeys 72 客户 👍', 'Currency 82 客户 👍', 1021234, 5000000092, 1121234);
INSERT INTO crm_counter_delta (tenant_id, id, amount, count, currency, owner_id, passed_stage_keys, pipeline_key, record_type, stage_key, team_id, weighted) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 1101234, 5000000100, 'Currency 90 客户 👍', '0000003C-0001-0007-A0B1-C2D3E4F5063C', 'PassedStageKeys 80 客户 👍', 'PipelineKey 40 客户 👍', 'RecordType 30 客户 👍', 'StageKey 50 客户 👍', '00000046-0001-0007-A0B1-C2D3E4F50646', 1201234);
INSERT INTO crm_counter_delta (tenant_id, id, amount, count, currency, owner_id, passed_stage_keys, pipeline_key, record_type, stage_key, team_id, weighted) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', 1121234, 5000000102, 'Currency 92 客户 👍', '0000003E-0001-0007-A0B1-C2D3E4F5063E', 'PassedStageKeys 82 客户 👍', 'PipelineKey 42 客户 👍', 'RecordType 32 客户 👍', 'StageKey 52 客户 👍', '00000048-0001-0007-A0B1-C2D3E4F50648', 1221234);
INSERT INTO crm_due_entry (tenant_id, rule, subject, due_at, at) VALUES ('acme', 'Rule 20 客户 👍', 'Subject 30 客户 👍', '2026-03-14 15:10:06.535897', '2026-03-14 15:10:16.535897');
INSERT INTO crm_due_entry (tenant_id, rule, subject, due_at, at) VALUES ('acme', 'Rule 22 客户 👍', 'Subject 32 客户 👍', '2026-03-14 15:10:08.535897', '2026-03-14 15:10:18.535897');
INSERT INTO crm_dashboard_entry (tenant_id, id, tiles, updated_at, user_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 'Tiles 50 客户 👍', '2026-03-14 15:10:26.535897', '0000001E-0001-0007-A0B1-C2D3E4F5061E', 40);
INSERT INTO crm_dashboard_entry (tenant_id, id, tiles, updated_at, user_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', 'Tiles 52 客户 👍', '2026-03-14 15:10:28.535897', '00000020-0001-0007-A0B1-C2D3E4F50620', 42);
INSERT INTO crm_duplicate_pair (tenant_id, id, decided_at, decided_by_id, first_id, found_at, reasons, record_type, score, second_id, status) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '2026-03-14 15:11:06.535897', '0000006E-0001-0007-A0B1-C2D3E4F5066E', '00000028-0001-0007-A0B1-C2D3E4F50628', '2026-03-14 15:10:56.535897', 'Reasons 80 客户 👍', 'RecordType 30 客户 👍', 601234, '00000032-0001-0007-A0B1-C2D3E4F50632', 'different');
INSERT INTO crm_duplicate_pair (tenant_id, id, decided_at, decided_by_id, first_id, found_at, reasons, record_type, score, second_id, status) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, '0000002A-0001-0007-A0B1-C2D3E4F5062A', '2026-03-14 15:10:58.535897', 'Reasons 82 客户 👍', 'RecordType 32 客户 👍', 621234, '00000034-0001-0007-A0B1-C2D3E4F50634', 'open');
INSERT INTO crm_field_read (tenant_id, record_type, field, count, last_read_at) VALUES ('acme', 'RecordType 20 客户 👍', 'Field 30 客户 👍', 5000000040, '2026-03-14 15:10:16.535897');
INSERT INTO crm_field_read (tenant_id, record_type, field, count, last_read_at) VALUES ('acme', 'RecordType 22 客户 👍', 'Field 32 客户 👍', 5000000042, '2026-03-14 15:10:18.535897');
INSERT INTO crm_form_entry (tenant_id, id, definition, name, public_key, updated_at, updated_by_id) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 'Definition 50 客户 👍', 'Name 40 客户 👍', 'PublicKey 30 客户 👍', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646');
INSERT INTO crm_form_entry (tenant_id, id, definition, name, public_key, updated_at, updated_by_id) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', 'Definition 52 客户 👍', 'Name 42 客户 👍', 'PublicKey 32 客户 👍', '2026-03-14 15:10:28.535897', NULL);
INSERT INTO crm_form_submission_entry (tenant_id, id, address, at, consent, filled, form_id, language, lead_id, nonce, reason, status) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 'Address 60 客户 👍', '2026-03-14 15:10:16.535897', 'Consent 100 客户 👍', 'Filled 90 客户 👍', '0000001E-0001-0007-A0B1-C2D3E4F5061E', 'Language 110 客户 👍', '00000078-0001-0007-A0B1-C2D3E4F50678', 'Nonce 40 客户 👍', 'Reason 80 客户 👍', 'quarantined');
INSERT INTO crm_form_submission_entry (tenant_id, id, address, at, consent, filled, form_id, language, lead_id, nonce, reason, status) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', 'Address 62 客户 👍', '2026-03-14 15:10:18.535897', NULL, 'Filled 92 客户 👍', '00000020-0001-0007-A0B1-C2D3E4F50620', NULL, NULL, 'Nonce 42 客户 👍', NULL, 'taken');
INSERT INTO crm_idempotency_entry (tenant_id, actor_id, key, at, body, fingerprint, headers, is_binary, reserved_until, status) VALUES ('acme', '00000014-0001-0007-A0B1-C2D3E4F50614', 'Key 30 客户 👍', '2026-03-14 15:10:16.535897', 'Body 90 客户 👍', 'Fingerprint 40 客户 👍', 'Headers 80 客户 👍', 1, '2026-03-14 15:10:26.535897', 70);
INSERT INTO crm_idempotency_entry (tenant_id, actor_id, key, at, body, fingerprint, headers, is_binary, reserved_until, status) VALUES ('acme', '00000016-0001-0007-A0B1-C2D3E4F50616', 'Key 32 客户 👍', '2026-03-14 15:10:18.535897', 'Body 92 客户 👍', 'Fingerprint 42 客户 👍', 'Headers 82 客户 👍', 1, NULL, 72);
INSERT INTO crm_import_question_entry (tenant_id, id, asked_at, cells, columns, confidence, import_id, is_guarded, kinds, line, name, number, reason, record_id, record_type) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '2026-03-14 15:11:56.535897', 'Cells 120 客户 👍', 'Columns 110 客户 👍', 901234, '0000001E-0001-0007-A0B1-C2D3E4F5061E', 1, 'Kinds 130 客户 👍', 5000000060, 'Name 80 客户 👍', 5000000050, 'Reason 100 客户 👍', '00000046-0001-0007-A0B1-C2D3E4F50646', 'RecordType 40 客户 👍');
INSERT INTO crm_import_question_entry (tenant_id, id, asked_at, cells, columns, confidence, import_id, is_guarded, kinds, line, name, number, reason, record_id, record_type) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', '2026-03-14 15:11:58.535897', 'Cells 122 客户 👍', 'Columns 112 客户 👍', 921234, '00000020-0001-0007-A0B1-C2D3E4F50620', 1, NULL, 5000000062, NULL, 5000000052, 'Reason 102 客户 👍', '00000048-0001-0007-A0B1-C2D3E4F50648', 'RecordType 42 客户 👍');
INSERT INTO crm_import_run (tenant_id, id, actor_id, asked, created, error_length, file_name, fingerprint, finished_at, map, question_length, record_type, refused, report, revert_report, rows, skipped, started_at, status, updated, waiting) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '000000D2-0001-0007-A0B1-C2D3E4F506D2', 5000000130, 5000000090, 5000000150, 'FileName 40 客户 👍', 'Fingerprint 50 客户 👍', '2026-03-14 15:12:46.535897', 'Map 60 客户 👍', 5000000160, 'RecordType 30 客户 👍', 5000000120, 'Report 170 客户 👍', 'RevertReport 180 客户 👍', 5000000080, 5000000110, '2026-03-14 15:12:36.535897', 'Status 70 客户 👍', 5000000100, 'Waiting 140 客户 👍');
INSERT INTO crm_import_run (tenant_id, id, actor_id, asked, created, error_length, file_name, fingerprint, finished_at, map, question_length, record_type, refused, report, revert_report, rows, skipped, started_at, status, updated, waiting) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, 5000000132, 5000000092, 5000000152, 'FileName 42 客户 👍', 'Fingerprint 52 客户 👍', NULL, 'Map 62 客户 👍', 5000000162, 'RecordType 32 客户 👍', 5000000122, NULL, NULL, 5000000082, 5000000112, '2026-03-14 15:12:38.535897', 'Status 72 客户 👍', 5000000102, 'Waiting 142 客户 👍');
INSERT INTO crm_inbox_entry (tenant_id, message_id, subscriber, at) VALUES ('acme', '00000014-0001-0007-A0B1-C2D3E4F50614', 'Subscriber 30 客户 👍', '2026-03-14 15:10:06.535897');
INSERT INTO crm_inbox_entry (tenant_id, message_id, subscriber, at) VALUES ('acme', '00000016-0001-0007-A0B1-C2D3E4F50616', 'Subscriber 32 客户 👍', '2026-03-14 15:10:08.535897');
INSERT INTO crm_lifecycle_change (tenant_id, record_id, id, at, changed_on, current_id, from_class, next_on, record_type, to_class) VALUES ('acme', '00000028-0001-0007-A0B1-C2D3E4F50628', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '2026-03-14 15:10:46.535897', '2026-03-12', '00000064-0001-0007-A0B1-C2D3E4F50664', 'potential', '2026-04-01', 'RecordType 30 客户 👍', 'potential');
INSERT INTO crm_lifecycle_change (tenant_id, record_id, id, at, changed_on, current_id, from_class, next_on, record_type, to_class) VALUES ('acme', '0000002A-0001-0007-A0B1-C2D3E4F5062A', '0000000C-0001-0007-A0B1-C2D3E4F5060C', '2026-03-14 15:10:48.535897', '2026-03-14', NULL, 'retained', NULL, 'RecordType 32 客户 👍', 'retained');
INSERT INTO crm_lifecycle_look (tenant_id, record_id, record_type) VALUES ('acme', '00000014-0001-0007-A0B1-C2D3E4F50614', 'RecordType 30 客户 👍');
INSERT INTO crm_lifecycle_look (tenant_id, record_id, record_type) VALUES ('acme', '00000016-0001-0007-A0B1-C2D3E4F50616', 'RecordType 32 客户 👍');
INSERT INTO crm_mention_entry (tenant_id, id, at, by_id, record_id, record_type, seen_at, user_id) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '2026-03-14 15:10:36.535897', '0000003C-0001-0007-A0B1-C2D3E4F5063C', '00000032-0001-0007-A0B1-C2D3E4F50632', 'RecordType 40 客户 👍', '2026-03-14 15:10:46.535897', '0000001E-0001-0007-A0B1-C2D3E4F5061E');
INSERT INTO crm_mention_entry (tenant_id, id, at, by_id, record_id, record_type, seen_at, user_id) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', '2026-03-14 15:10:38.535897', NULL, '00000034-0001-0007-A0B1-C2D3E4F50634', 'RecordType 42 客户 👍', NULL, '00000020-0001-0007-A0B1-C2D3E4F50620');
INSERT INTO crm_merge_step (tenant_id, merge_id, record_id, changes, record_type) VALUES ('acme', '00000014-0001-0007-A0B1-C2D3E4F50614', '00000028-0001-0007-A0B1-C2D3E4F50628', 'Changes 50 客户 👍', 'RecordType 30 客户 👍');
INSERT INTO crm_merge_step (tenant_id, merge_id, record_id, changes, record_type) VALUES ('acme', '00000016-0001-0007-A0B1-C2D3E4F50616', '0000002A-0001-0007-A0B1-C2D3E4F5062A', 'Changes 52 客户 👍', 'RecordType 32 客户 👍');
INSERT INTO crm_outbox_message (at, attempts, change_number, class, depth, due_at, held_since, id, key, last_error, leased_until, name, payload, settled_at, status, tenant_id) VALUES ('2026-03-14 15:10:46.535897', 110, 5000000160, 'Class 40 客户 👍', 90, '2026-03-14 15:11:26.535897', '2026-03-14 15:12:16.535897', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 'Key 60 客户 👍', 'LastError 140 客户 👍', '2026-03-14 15:11:36.535897', 'Name 50 客户 👍', 'Payload 70 客户 👍', '2026-03-14 15:11:56.535897', 'Status 100 客户 👍', 'acme');
INSERT INTO crm_outbox_message (at, attempts, change_number, class, depth, due_at, held_since, id, key, last_error, leased_until, name, payload, settled_at, status, tenant_id) VALUES ('2026-03-14 15:10:48.535897', 112, NULL, 'Class 42 客户 👍', 92, '2026-03-14 15:11:28.535897', NULL, '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, NULL, 'Name 52 客户 👍', 'Payload 72 客户 👍', NULL, 'Status 102 客户 👍', 'acme');
INSERT INTO crm_person_erasure (tenant_id, hash, actor_id, at) VALUES ('acme', 'Hash 20 客户 👍', '00000028-0001-0007-A0B1-C2D3E4F50628', '2026-03-14 15:09:56.535897');
INSERT INTO crm_person_erasure (tenant_id, hash, actor_id, at) VALUES ('acme', 'Hash 22 客户 👍', NULL, '2026-03-14 15:09:58.535897');
INSERT INTO crm_person_export_ticket (tenant_id, hash, actor_id, expires_at, record_id, record_type) VALUES ('acme', 'Hash 20 客户 👍', '00000032-0001-0007-A0B1-C2D3E4F50632', '2026-03-14 15:10:26.535897', '00000028-0001-0007-A0B1-C2D3E4F50628', 'RecordType 30 客户 👍');
INSERT INTO crm_person_export_ticket (tenant_id, hash, actor_id, expires_at, record_id, record_type) VALUES ('acme', 'Hash 22 客户 👍', NULL, '2026-03-14 15:10:28.535897', '0000002A-0001-0007-A0B1-C2D3E4F5062A', 'RecordType 32 客户 👍');
INSERT INTO crm_record_merge (tenant_id, id, active_loser_id, actor_id, at, loser_id, record_type, undone_at, undone_by_id, winner_id) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '0000003C-0001-0007-A0B1-C2D3E4F5063C', '00000050-0001-0007-A0B1-C2D3E4F50650', '2026-03-14 15:10:36.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', 'RecordType 30 客户 👍', '2026-03-14 15:10:56.535897', '00000064-0001-0007-A0B1-C2D3E4F50664', '00000028-0001-0007-A0B1-C2D3E4F50628');
INSERT INTO crm_record_merge (tenant_id, id, active_loser_id, actor_id, at, loser_id, record_type, undone_at, undone_by_id, winner_id) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, '2026-03-14 15:10:38.535897', '00000034-0001-0007-A0B1-C2D3E4F50634', 'RecordType 32 客户 👍', NULL, NULL, '0000002A-0001-0007-A0B1-C2D3E4F5062A');
INSERT INTO crm_security_log_entry (tenant_id, id, actor_id, address, at, detail, kind, user_id) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '0000003C-0001-0007-A0B1-C2D3E4F5063C', 'Address 70 客户 👍', '2026-03-14 15:09:56.535897', 'Detail 80 客户 👍', 'Kind 40 客户 👍', '00000032-0001-0007-A0B1-C2D3E4F50632');
INSERT INTO crm_security_log_entry (tenant_id, id, actor_id, address, at, detail, kind, user_id) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, '2026-03-14 15:09:58.535897', NULL, 'Kind 42 客户 👍', NULL);
INSERT INTO crm_segment_change (tenant_id, id, count, depth, fields, record_type, records, segment_id) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 70, 80, 'Fields 40 客户 👍', 'RecordType 30 客户 👍', 'Records 60 客户 👍', '00000032-0001-0007-A0B1-C2D3E4F50632');
INSERT INTO crm_segment_change (tenant_id, id, count, depth, fields, record_type, records, segment_id) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', 72, 82, NULL, 'RecordType 32 客户 👍', 'Records 62 客户 👍', NULL);
INSERT INTO crm_segment_entry (tenant_id, id, as_of, built_after, clock_from, filter, kind, members, name, owner_id, record_type, removed_at, shape, sharing, team_id, updated_at, updated_by_id) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '2026-03-14 15:11:26.535897', '0000008C-0001-0007-A0B1-C2D3E4F5068C', '2026-03-14 15:11:36.535897', 'Filter 50 客户 👍', 'Kind 60 客户 👍', 5000000100, 'Name 40 客户 👍', '0000005A-0001-0007-A0B1-C2D3E4F5065A', 'RecordType 30 客户 👍', '2026-03-14 15:11:56.535897', 'Shape 110 客户 👍', 'Sharing 70 客户 👍', '00000050-0001-0007-A0B1-C2D3E4F50650', '2026-03-14 15:12:06.535897', '000000AA-0001-0007-A0B1-C2D3E4F506AA');
INSERT INTO crm_segment_entry (tenant_id, id, as_of, built_after, clock_from, filter, kind, members, name, owner_id, record_type, removed_at, shape, sharing, team_id, updated_at, updated_by_id) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', '2026-03-14 15:11:28.535897', NULL, NULL, NULL, 'Kind 62 客户 👍', 5000000102, 'Name 42 客户 👍', NULL, 'RecordType 32 客户 👍', NULL, 'Shape 112 客户 👍', 'Sharing 72 客户 👍', NULL, '2026-03-14 15:12:08.535897', NULL);
INSERT INTO crm_segment_member (tenant_id, segment_id, record_id, entered_at, merge_id) VALUES ('acme', '00000014-0001-0007-A0B1-C2D3E4F50614', '0000001E-0001-0007-A0B1-C2D3E4F5061E', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632');
INSERT INTO crm_segment_member (tenant_id, segment_id, record_id, entered_at, merge_id) VALUES ('acme', '00000016-0001-0007-A0B1-C2D3E4F50616', '00000020-0001-0007-A0B1-C2D3E4F50620', '2026-03-14 15:10:08.535897', NULL);
INSERT INTO crm_share_entry (tenant_id, id, can_write, is_team, recipient_id, record_id, record_type, shared_at, shared_by_id, until) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 1, 1, '00000032-0001-0007-A0B1-C2D3E4F50632', '00000028-0001-0007-A0B1-C2D3E4F50628', 'RecordType 30 客户 👍', '2026-03-14 15:10:56.535897', '00000064-0001-0007-A0B1-C2D3E4F50664', '2026-03-14 15:10:46.535897');
INSERT INTO crm_share_entry (tenant_id, id, can_write, is_team, recipient_id, record_id, record_type, shared_at, shared_by_id, until) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', 1, 1, '00000034-0001-0007-A0B1-C2D3E4F50634', '0000002A-0001-0007-A0B1-C2D3E4F5062A', 'RecordType 32 客户 👍', '2026-03-14 15:10:58.535897', NULL, NULL);
INSERT INTO crm_sign_in_account (tenant_id, user_id, factor_confirmed_at, factor_secret, factor_step, failures, locked_until, password_changed_at, password_hash, recovery_hashes) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '2026-03-14 15:10:46.535897', 'FactorSecret 70 客户 👍', 5000000090, 50, '2026-03-14 15:10:26.535897', '2026-03-14 15:10:06.535897', 'PasswordHash 30 客户 👍', 'RecoveryHashes 100 客户 👍');
INSERT INTO crm_sign_in_account (tenant_id, user_id, factor_confirmed_at, factor_secret, factor_step, failures, locked_until, password_changed_at, password_hash, recovery_hashes) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, 5000000092, 52, NULL, '2026-03-14 15:10:08.535897', 'PasswordHash 32 客户 👍', 'RecoveryHashes 102 客户 👍');
INSERT INTO crm_sign_in_link (tenant_id, user_id, email, expires_at, hash) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 'Email 40 客户 👍', '2026-03-14 15:10:16.535897', 'Hash 30 客户 👍');
INSERT INTO crm_sign_in_link (tenant_id, user_id, email, expires_at, hash) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', 'Email 42 客户 👍', '2026-03-14 15:10:18.535897', 'Hash 32 客户 👍');
INSERT INTO crm_sign_in_session (tenant_id, id, address, agent, awaits_code, created_at, expires_at, hash, last_seen_at, user_id) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 'Address 90 客户 👍', 'Agent 100 客户 👍', 1, '2026-03-14 15:10:26.535897', '2026-03-14 15:10:46.535897', 'Hash 40 客户 👍', '2026-03-14 15:10:36.535897', '0000001E-0001-0007-A0B1-C2D3E4F5061E');
INSERT INTO crm_sign_in_session (tenant_id, id, address, agent, awaits_code, created_at, expires_at, hash, last_seen_at, user_id) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, 1, '2026-03-14 15:10:28.535897', '2026-03-14 15:10:48.535897', 'Hash 42 客户 👍', '2026-03-14 15:10:38.535897', '00000020-0001-0007-A0B1-C2D3E4F50620');
INSERT INTO crm_stage_history_entry (tenant_id, record_id, id, category, dwell_seconds, entered_at, from_stage_key, left_at, loss_reason, moved_by_id, note, pipeline_key, record_type, stage_key) VALUES ('acme', '00000028-0001-0007-A0B1-C2D3E4F50628', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 'open', 5000000110, '2026-03-14 15:10:56.535897', 'FromStageKey 70 客户 👍', '2026-03-14 15:11:06.535897', 'LossReason 130 客户 👍', '00000078-0001-0007-A0B1-C2D3E4F50678', 'Note 140 客户 👍', 'PipelineKey 50 客户 👍', 'RecordType 30 客户 👍', 'StageKey 60 客户 👍');
INSERT INTO crm_stage_history_entry (tenant_id, record_id, id, category, dwell_seconds, entered_at, from_stage_key, left_at, loss_reason, moved_by_id, note, pipeline_key, record_type, stage_key) VALUES ('acme', '0000002A-0001-0007-A0B1-C2D3E4F5062A', '0000000C-0001-0007-A0B1-C2D3E4F5060C', 'lost', NULL, '2026-03-14 15:10:58.535897', NULL, NULL, NULL, NULL, NULL, 'PipelineKey 52 客户 👍', 'RecordType 32 客户 👍', 'StageKey 62 客户 👍');
INSERT INTO crm_transfer_entry (tenant_id, id, actor_id, address, attempts, bytes, content_type, credential, door, errors, expires_at, file_name, finished_at, holder, is_cancelled, kind, leased_until, progress, queued_at, record_type, request, result, scopes, started_at, state) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '00000050-0001-0007-A0B1-C2D3E4F50650', 'Address 110 客户 👍', 210, 5000000170, 'ContentType 160 客户 👍', 'Credential 120 客户 👍', 'Door 100 客户 👍', 'Errors 150 客户 👍', '2026-03-14 15:13:36.535897', 'FileName 60 客户 👍', '2026-03-14 15:13:26.535897', '000000BE-0001-0007-A0B1-C2D3E4F506BE', 1, 'Kind 30 客户 👍', '2026-03-14 15:12:46.535897', 'Progress 130 客户 👍', '2026-03-14 15:13:06.535897', 'RecordType 50 客户 👍', 'Request 70 客户 👍', 'Result 140 客户 👍', 'Scopes 90 客户 👍', '2026-03-14 15:13:16.535897', 'State 40 客户 👍');
INSERT INTO crm_transfer_entry (tenant_id, id, actor_id, address, attempts, bytes, content_type, credential, door, errors, expires_at, file_name, finished_at, holder, is_cancelled, kind, leased_until, progress, queued_at, record_type, request, result, scopes, started_at, state) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, 212, NULL, NULL, NULL, 'Door 102 客户 👍', NULL, NULL, 'FileName 62 客户 👍', NULL, NULL, 1, 'Kind 32 客户 👍', NULL, 'Progress 132 客户 👍', '2026-03-14 15:13:08.535897', 'RecordType 52 客户 👍', 'Request 72 客户 👍', NULL, NULL, NULL, 'State 42 客户 👍');
INSERT INTO crm_view_entry (tenant_id, id, columns, filter, name, order_by, owner_id, record_type, sharing, team_id, updated_at, updated_by_id) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 'Columns 60 客户 👍', 'Filter 50 客户 👍', 'Name 40 客户 👍', 'OrderBy 70 客户 👍', '00000064-0001-0007-A0B1-C2D3E4F50664', 'RecordType 30 客户 👍', 'Sharing 80 客户 👍', '0000005A-0001-0007-A0B1-C2D3E4F5065A', '2026-03-14 15:11:16.535897', '00000078-0001-0007-A0B1-C2D3E4F50678');
INSERT INTO crm_view_entry (tenant_id, id, columns, filter, name, order_by, owner_id, record_type, sharing, team_id, updated_at, updated_by_id) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', 'Columns 62 客户 👍', NULL, 'Name 42 客户 👍', NULL, NULL, 'RecordType 32 客户 👍', 'Sharing 82 客户 👍', NULL, '2026-03-14 15:11:18.535897', NULL);
INSERT INTO crm_webhook_delivery_entry (tenant_id, id, at, attempts, event, event_id, is_checked, items, next_at, part, records, run, status, tries, webhook_id) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '2026-03-14 15:10:36.535897', 120, 'Event 60 客户 👍', '00000028-0001-0007-A0B1-C2D3E4F50628', 1, 'Items 80 客户 👍', '2026-03-14 15:11:46.535897', 50, 90, 130, 'failed', 'Tries 150 客户 👍', '0000001E-0001-0007-A0B1-C2D3E4F5061E');
INSERT INTO crm_webhook_delivery_entry (tenant_id, id, at, attempts, event, event_id, is_checked, items, next_at, part, records, run, status, tries, webhook_id) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', '2026-03-14 15:10:38.535897', 122, 'Event 62 客户 👍', '0000002A-0001-0007-A0B1-C2D3E4F5062A', 1, 'Items 82 客户 👍', NULL, 52, 92, 132, 'pending', 'Tries 152 客户 👍', '00000020-0001-0007-A0B1-C2D3E4F50620');
INSERT INTO crm_webhook_entry (tenant_id, id, content, events, failing_since, filter, is_active, name, old_secret, old_secret_until, owner_id, secret, secret_at, shown, stopped_because, target, updated_at, updated_by_id) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 'thin', 'Events 60 客户 👍', '2026-03-14 15:11:26.535897', 'Filter 70 客户 👍', 1, 'Name 30 客户 👍', 'OldSecret 150 客户 👍', '2026-03-14 15:12:06.535897', '0000005A-0001-0007-A0B1-C2D3E4F5065A', 'Secret 130 客户 👍', '2026-03-14 15:11:46.535897', 'Shown 50 客户 👍', 'gone', 'Target 40 客户 👍', '2026-03-14 15:12:16.535897', '000000B4-0001-0007-A0B1-C2D3E4F506B4');
INSERT INTO crm_webhook_entry (tenant_id, id, content, events, failing_since, filter, is_active, name, old_secret, old_secret_until, owner_id, secret, secret_at, shown, stopped_because, target, updated_at, updated_by_id) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', 'thin', 'Events 62 客户 👍', NULL, NULL, 1, 'Name 32 客户 👍', NULL, NULL, '0000005C-0001-0007-A0B1-C2D3E4F5065C', 'Secret 132 客户 👍', '2026-03-14 15:11:48.535897', 'Shown 52 客户 👍', NULL, 'Target 42 客户 👍', '2026-03-14 15:12:18.535897', NULL);
INSERT INTO crm_workflow_run (tenant_id, message_id, record_id, at, attempts, cause_id, depth, error, error_code, event_name, record_type, status, step, version, workflow) VALUES ('acme', '00000014-0001-0007-A0B1-C2D3E4F50614', '0000003C-0001-0007-A0B1-C2D3E4F5063C', '2026-03-14 15:11:56.535897', 110, '00000082-0001-0007-A0B1-C2D3E4F50682', 140, 'Error 100 客户 👍', 'ErrorCode 90 客户 👍', 'EventName 120 客户 👍', 'RecordType 50 客户 👍', 'held', 'Step 80 客户 👍', 40, 'Workflow 30 客户 👍');
INSERT INTO crm_workflow_run (tenant_id, message_id, record_id, at, attempts, cause_id, depth, error, error_code, event_name, record_type, status, step, version, workflow) VALUES ('acme', '00000016-0001-0007-A0B1-C2D3E4F50616', '0000003E-0001-0007-A0B1-C2D3E4F5063E', '2026-03-14 15:11:58.535897', 112, '00000084-0001-0007-A0B1-C2D3E4F50684', 142, NULL, NULL, NULL, 'RecordType 52 客户 👍', 'done', NULL, 42, 'Workflow 32 客户 👍');
INSERT INTO crm_account_contact (tenant_id, id, account_id, contact_id, created_at, created_by_id, custom, deleted_at, ended_on, external_id, is_primary, note, role, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '0000006E-0001-0007-A0B1-C2D3E4F5066E', '00000078-0001-0007-A0B1-C2D3E4F50678', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', '2026-05-31', 'ExternalId 90 客户 👍', 1, 'Note 160 客户 👍', 'influencer', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_account_contact (tenant_id, id, account_id, contact_id, created_at, created_by_id, custom, deleted_at, ended_on, external_id, is_primary, note, role, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, 1, NULL, 'gatekeeper', '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_article_vote (tenant_id, id, created_at, created_by_id, custom, deleted_at, external_id, has_helped, knowledge_article_id, reader, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'ExternalId 90 客户 👍', 1, '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'Reader 130 客户 👍', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_article_vote (tenant_id, id, created_at, created_by_id, custom, deleted_at, external_id, has_helped, knowledge_article_id, reader, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, 1, NULL, NULL, '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_case_article (tenant_id, id, article_id, case_id, created_at, created_by_id, custom, deleted_at, external_id, note, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '00000078-0001-0007-A0B1-C2D3E4F50678', '0000006E-0001-0007-A0B1-C2D3E4F5066E', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'ExternalId 90 客户 👍', 'Note 130 客户 👍', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_case_article (tenant_id, id, article_id, case_id, created_at, created_by_id, custom, deleted_at, external_id, note, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_contract_party (tenant_id, id, account_id, contact_id, contract_id, created_at, created_by_id, custom, deleted_at, external_id, role, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '00000078-0001-0007-A0B1-C2D3E4F50678', '00000082-0001-0007-A0B1-C2D3E4F50682', '0000006E-0001-0007-A0B1-C2D3E4F5066E', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'ExternalId 90 客户 👍', 'guarantor', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_contract_party (tenant_id, id, account_id, contact_id, contract_id, created_at, created_by_id, custom, deleted_at, external_id, role, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, NULL, '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, 'witness', '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_contract_version (tenant_id, id, contract_id, created_at, created_by_id, custom, deleted_at, external_id, proposed_by, proposed_on, status, summary, text, updated_at, updated_by_id, version, version_number) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '0000006E-0001-0007-A0B1-C2D3E4F5066E', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'ExternalId 90 客户 👍', 'ProposedBy 160 客户 👍', '2026-06-20', 'agreed', 'Summary 140 客户 👍', 'Text 150 客户 👍', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30, 120);
INSERT INTO crm_contract_version (tenant_id, id, contract_id, created_at, created_by_id, custom, deleted_at, external_id, proposed_by, proposed_on, status, summary, text, updated_at, updated_by_id, version, version_number) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, NULL, 'draft', NULL, NULL, '2026-03-14 15:10:28.535897', NULL, 32, NULL);
INSERT INTO crm_delivery (tenant_id, id, cancelled_on, carrier, created_at, created_by_id, custom, deleted_at, delivered_on, description, external_id, number, order_id, received_by, tracking_number, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '2026-06-20', 'Carrier 140 客户 👍', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', '2026-05-11', 'Description 180 客户 👍', 'ExternalId 90 客户 👍', 'Number 120 客户 👍', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'ReceivedBy 160 客户 👍', 'TrackingNumber 150 客户 👍', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_delivery (tenant_id, id, cancelled_on, carrier, created_at, created_by_id, custom, deleted_at, delivered_on, description, external_id, number, order_id, received_by, tracking_number, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_delivery (tenant_id, id, cancelled_on, carrier, created_at, created_by_id, custom, deleted_at, delivered_on, description, external_id, number, order_id, received_by, tracking_number, updated_at, updated_by_id, version) VALUES ('acme', '0000006E-0001-0007-A0B1-C2D3E4F5066E', '2026-06-20', 'Carrier 140 客户 👍', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', '2026-05-11', 'Description 180 客户 👍', NULL, 'Number 120 客户 👍', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'ReceivedBy 160 客户 👍', 'TrackingNumber 150 客户 👍', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_fulfilment_milestone (tenant_id, id, created_at, created_by_id, custom, deleted_at, external_id, name, order_id, planned_on, position, reached_on, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'ExternalId 90 客户 👍', 'Name 120 客户 👍', '0000006E-0001-0007-A0B1-C2D3E4F5066E', '2026-05-21', 130, '2026-05-31', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_fulfilment_milestone (tenant_id, id, created_at, created_by_id, custom, deleted_at, external_id, name, order_id, planned_on, position, reached_on, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, 'Name 122 客户 👍', NULL, NULL, NULL, NULL, '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_milestone (tenant_id, id, created_at, created_by_id, custom, deleted_at, due_on, external_id, name, position, project_id, reached_on, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', '2026-05-11', 'ExternalId 90 客户 👍', 'Name 120 客户 👍', 150, '0000006E-0001-0007-A0B1-C2D3E4F5066E', '2026-05-21', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_milestone (tenant_id, id, created_at, created_by_id, custom, deleted_at, due_on, external_id, name, position, project_id, reached_on, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, 'Name 122 客户 👍', NULL, NULL, NULL, '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_opportunity_competitor (tenant_id, id, account_id, created_at, created_by_id, custom, deleted_at, external_id, is_winner, name, opportunity_id, strengths, updated_at, updated_by_id, version, weaknesses) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '00000078-0001-0007-A0B1-C2D3E4F50678', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'ExternalId 90 客户 👍', 1, 'Name 130 客户 👍', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'Strengths 140 客户 👍', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30, 'Weaknesses 150 客户 👍');
INSERT INTO crm_opportunity_competitor (tenant_id, id, account_id, created_at, created_by_id, custom, deleted_at, external_id, is_winner, name, opportunity_id, strengths, updated_at, updated_by_id, version, weaknesses) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, 1, 'Name 132 客户 👍', NULL, NULL, '2026-03-14 15:10:28.535897', NULL, 32, NULL);
INSERT INTO crm_opportunity_line (tenant_id, id, created_at, created_by_id, custom, deleted_at, description, discount, discount_percent, external_id, opportunity_id, position, product_id, quantity, subtotal, tax, tax_percent, total, unit_price, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'Description 130 客户 👍', 1901234, 1601234, 'ExternalId 90 客户 👍', '000000DC-0001-0007-A0B1-C2D3E4F506DC', 110, '00000078-0001-0007-A0B1-C2D3E4F50678', 1401234, 1801234, 2001234, 1701234, 2101234, 1501234, '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_opportunity_line (tenant_id, id, created_at, created_by_id, custom, deleted_at, description, discount, discount_percent, external_id, opportunity_id, position, product_id, quantity, subtotal, tax, tax_percent, total, unit_price, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_opportunity_member (tenant_id, id, created_at, created_by_id, custom, deleted_at, external_id, opportunity_id, role, stages, updated_at, updated_by_id, user_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'ExternalId 90 客户 👍', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'sales', 'Stages 140 客户 👍', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', '00000078-0001-0007-A0B1-C2D3E4F50678', 30);
INSERT INTO crm_opportunity_member (tenant_id, id, created_at, created_by_id, custom, deleted_at, external_id, opportunity_id, role, stages, updated_at, updated_by_id, user_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, 'delivery', NULL, '2026-03-14 15:10:28.535897', NULL, NULL, 32);
INSERT INTO crm_order_line (tenant_id, id, created_at, created_by_id, custom, deleted_at, description, discount, discount_percent, external_id, order_id, position, product_id, quantity, subtotal, tax, tax_percent, total, unit_price, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'Description 130 客户 👍', 1901234, 1601234, 'ExternalId 90 客户 👍', '000000DC-0001-0007-A0B1-C2D3E4F506DC', 110, '00000078-0001-0007-A0B1-C2D3E4F50678', 1401234, 1801234, 2001234, 1701234, 2101234, 1501234, '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_order_line (tenant_id, id, created_at, created_by_id, custom, deleted_at, description, discount, discount_percent, external_id, order_id, position, product_id, quantity, subtotal, tax, tax_percent, total, unit_price, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_order_return (tenant_id, id, created_at, created_by_id, custom, deleted_at, external_id, order_id, order_line_id, quantity, reason, refund, returned_on, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'ExternalId 90 客户 👍', '0000006E-0001-0007-A0B1-C2D3E4F5066E', '00000078-0001-0007-A0B1-C2D3E4F50678', 1301234, 'Reason 140 客户 👍', 1601234, '2026-05-31', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_order_return (tenant_id, id, created_at, created_by_id, custom, deleted_at, external_id, order_id, order_line_id, quantity, reason, refund, returned_on, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_payment (tenant_id, id, amount, created_at, created_by_id, custom, deleted_at, external_id, method, order_id, paid_on, payment_plan_item_id, reference, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 1401234, '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'ExternalId 90 客户 👍', 'bank-transfer', '0000006E-0001-0007-A0B1-C2D3E4F5066E', '2026-05-11', '00000078-0001-0007-A0B1-C2D3E4F50678', 'Reference 160 客户 👍', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_payment (tenant_id, id, amount, created_at, created_by_id, custom, deleted_at, external_id, method, order_id, paid_on, payment_plan_item_id, reference, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, 'card', NULL, NULL, NULL, NULL, '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_payment_plan_item (tenant_id, id, amount, created_at, created_by_id, custom, deleted_at, due_on, external_id, name, order_id, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 1401234, '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', '2026-05-11', 'ExternalId 90 客户 👍', 'Name 120 客户 👍', '0000006E-0001-0007-A0B1-C2D3E4F5066E', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_payment_plan_item (tenant_id, id, amount, created_at, created_by_id, custom, deleted_at, due_on, external_id, name, order_id, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, 'Name 122 客户 👍', NULL, '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_price_book_entry (tenant_id, id, created_at, created_by_id, custom, deleted_at, external_id, minimum_quantity, price_book_id, product_id, unit_price, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'ExternalId 90 客户 👍', 1401234, '0000006E-0001-0007-A0B1-C2D3E4F5066E', '00000078-0001-0007-A0B1-C2D3E4F50678', 1301234, '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_price_book_entry (tenant_id, id, created_at, created_by_id, custom, deleted_at, external_id, minimum_quantity, price_book_id, product_id, unit_price, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_project_member (tenant_id, id, created_at, created_by_id, custom, deleted_at, department, external_id, project_id, role, updated_at, updated_by_id, user_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'Department 130 客户 👍', 'ExternalId 90 客户 👍', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'Role 140 客户 👍', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', '00000078-0001-0007-A0B1-C2D3E4F50678', 30);
INSERT INTO crm_project_member (tenant_id, id, created_at, created_by_id, custom, deleted_at, department, external_id, project_id, role, updated_at, updated_by_id, user_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:28.535897', NULL, NULL, 32);
INSERT INTO crm_project_task (tenant_id, id, actual_hours, assignee_id, created_at, created_by_id, custom, deleted_at, department, description, done_on, due_on, external_id, milestone_id, name, planned_hours, project_id, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', 1901234, '0000008C-0001-0007-A0B1-C2D3E4F5068C', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'Department 150 客户 👍', 'Description 200 客户 👍', '2026-06-20', '2026-06-10', 'ExternalId 90 客户 👍', '00000078-0001-0007-A0B1-C2D3E4F50678', 'Name 130 客户 👍', 1801234, '0000006E-0001-0007-A0B1-C2D3E4F5066E', '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_project_task (tenant_id, id, actual_hours, assignee_id, created_at, created_by_id, custom, deleted_at, department, description, done_on, due_on, external_id, milestone_id, name, planned_hours, project_id, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', NULL, NULL, '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'Name 132 客户 👍', NULL, NULL, '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_quote_line (tenant_id, id, created_at, created_by_id, custom, deleted_at, description, discount, discount_percent, external_id, position, product_id, quantity, quote_id, subtotal, tax, tax_percent, total, unit_price, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', 'Description 130 客户 👍', 1901234, 1601234, 'ExternalId 90 客户 👍', 110, '00000078-0001-0007-A0B1-C2D3E4F50678', 1401234, '000000DC-0001-0007-A0B1-C2D3E4F506DC', 1801234, 2001234, 1701234, 2101234, 1501234, '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_quote_line (tenant_id, id, created_at, created_by_id, custom, deleted_at, description, discount, discount_percent, external_id, position, product_id, quantity, quote_id, subtotal, tax, tax_percent, total, unit_price, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:28.535897', NULL, 32);
INSERT INTO crm_delivery_line (tenant_id, id, created_at, created_by_id, custom, deleted_at, delivery_id, external_id, lot, order_line_id, quantity, updated_at, updated_by_id, version) VALUES ('acme', '0000000A-0001-0007-A0B1-C2D3E4F5060A', '2026-03-14 15:10:06.535897', '00000032-0001-0007-A0B1-C2D3E4F50632', '{"acme.note":"\u6CE8 100","acme.open":true,"acme.size":100.25}', '2026-03-14 15:10:46.535897', '0000006E-0001-0007-A0B1-C2D3E4F5066E', 'ExternalId 90 客户 👍', 'Lot 140 客户 👍', '00000078-0001-0007-A0B1-C2D3E4F50678', 1301234, '2026-03-14 15:10:26.535897', '00000046-0001-0007-A0B1-C2D3E4F50646', 30);
INSERT INTO crm_delivery_line (tenant_id, id, created_at, created_by_id, custom, deleted_at, delivery_id, external_id, lot, order_line_id, quantity, updated_at, updated_by_id, version) VALUES ('acme', '0000000C-0001-0007-A0B1-C2D3E4F5060C', '2026-03-14 15:10:08.535897', NULL, '{"acme.note":"\u6CE8 102","acme.open":true,"acme.size":102.25}', NULL, NULL, NULL, NULL, NULL, NULL, '2026-03-14 15:10:28.535897', NULL, 32);
