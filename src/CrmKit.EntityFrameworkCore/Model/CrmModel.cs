using System.Linq.Expressions;
using System.Reflection;
using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Attachments;
using CrmKit.Behaviour;
using CrmKit.Changes;
using CrmKit.Connectors;
using CrmKit.Consents;
using CrmKit.Conversions;
using CrmKit.Dashboards;
using CrmKit.Forms;
using CrmKit.Idempotency;
using CrmKit.Lifecycles;
using CrmKit.Matching;
using CrmKit.Notifications;
using CrmKit.Persons;
using CrmKit.Pipelines;
using CrmKit.Records;
using CrmKit.Opportunities;
using CrmKit.Segments;
using CrmKit.Storage;
using CrmKit.Transfers;
using CrmKit.Views;
using CrmKit.Webhooks;
using CrmKit.Workflows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CrmKit.EntityFrameworkCore;

/// <summary>Maps the classes by convention: one table each, the tenant first in every key and index.</summary>
internal sealed class CrmModel(ModelBuilder model, CrmContext context, IStoreDatabase database)
{
    private const string Tenant = nameof(OutboxMessage.TenantId);

    public void Build()
    {
        foreach (var type in MappedClasses.Records) MapRecord(type);
        foreach (var type in MappedClasses.Rows) Map(type);
        MapMachinery();
        foreach (var type in MappedClasses.Records.Where(t => t.IsSubclassOf(typeof(PartRecord)))) MapParent(type);
        CustomFieldTranslation.Add(model, database);
    }

    private void MapRecord(Type type)
    {
        var entity = Map(type);
        entity.HasKey(Tenant, nameof(Record.Id)).HasName($"pk_{MappedClasses.Table(type)}");
        Index(entity, nameof(Record.ExternalId), unique: true);
        if (type.IsSubclassOf(typeof(RootRecord)))
        {
            ListIndex(entity, nameof(RootRecord.OwnerId));
            ListIndex(entity, nameof(RootRecord.TeamId));
            ListIndex(entity, nameof(RootRecord.PipelineKey), nameof(RootRecord.StageKey));
        }
        if (type == typeof(BehaviourEvent)) IndexEvents(entity);
        else
            foreach (var property in MappedClasses.Properties(type).Where(IsReference)) ListIndex(entity, property.Name);
        if (type == typeof(Contact))
            foreach (var channel in new[] { nameof(Contact.Email), nameof(Contact.Phone), nameof(Contact.Mobile) }) Index(entity, channel); // people are found by them
        if (type == typeof(Account)) Index(entity, nameof(Account.EmailDomain));
        if (type == typeof(Opportunity)) IndexDeals(entity);
        if (type == typeof(CustomRecord)) ListIndex(entity, nameof(CustomRecord.TypeKey));
    }

    // Home pages ask of one person and of all: what is open, by its time in the stage, and what closes soon.
    private static void IndexDeals(EntityTypeBuilder entity)
    {
        ListIndex(entity, nameof(RootRecord.OwnerId), nameof(RootRecord.StageCategory), nameof(RootRecord.StageEnteredAt));
        ListIndex(entity, nameof(RootRecord.StageCategory), nameof(RootRecord.StageEnteredAt));
        ListIndex(entity, nameof(Opportunity.ExpectedCloseOn));
    }

    // Millions of rows: what is asked is asked with a time.
    private static void IndexEvents(EntityTypeBuilder entity)
    {
        foreach (var by in new[] { nameof(BehaviourEvent.ContactId), nameof(BehaviourEvent.AccountId), nameof(BehaviourEvent.VisitorId), nameof(BehaviourEvent.CompanyDomain), nameof(BehaviourEvent.Page) })
            Index(entity, [by, nameof(BehaviourEvent.At)]);
        Index(entity, nameof(BehaviourEvent.At));
    }

    private EntityTypeBuilder Map(Type type)
    {
        var entity = model.Entity(type);
        entity.ToTable(MappedClasses.Table(type));
        foreach (var property in MappedClasses.Properties(type))
        {
            var mapped = entity.Metadata.FindProperty(property.Name) ?? entity.Metadata.AddProperty(property);
            mapped.SetColumnName(MappedClasses.SnakeCase(property.Name));
            mapped.ValueGenerated = Microsoft.EntityFrameworkCore.Metadata.ValueGenerated.Never;
            var valueType = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (valueType.IsEnum) mapped.SetValueConverter(typeof(EnumCodeConverter<>).MakeGenericType(valueType));
        }
        var row = Expression.Parameter(type, "row");
        var tenant = type.GetProperty(Tenant, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!;
        entity.HasQueryFilter("tenant", Expression.Lambda(
            Expression.Equal(Expression.Property(row, tenant), Expression.Property(Expression.Constant(context), nameof(CrmContext.TenantId))), row));
        return entity;
    }

    private void MapMachinery()
    {
        Key<ApiKey>(nameof(ApiKey.Id));
        model.Entity<ApiKey>().HasIndex(nameof(ApiKey.Hash)).IsUnique().HasDatabaseName("ix_crm_api_key_hash");
        Key<AuditSeal>(nameof(AuditSeal.Number));
        Key<Attachment>(nameof(Attachment.Id));
        Index(Entity<Attachment>(), nameof(Attachment.RecordId));
        Key<BehaviourIdentity>(nameof(BehaviourIdentity.Key), nameof(BehaviourIdentity.VisitorId));
        Index(Entity<BehaviourIdentity>(), nameof(BehaviourIdentity.VisitorId));
        Key<BehaviourVisitor>(nameof(BehaviourVisitor.Id));
        Index(Entity<BehaviourVisitor>(), nameof(BehaviourVisitor.Fingerprint), unique: true);
        Index(Entity<BehaviourVisitor>(), nameof(BehaviourVisitor.ContactId));
        Index(Entity<BehaviourVisitor>(), [nameof(BehaviourVisitor.IsAmbiguous), nameof(BehaviourVisitor.LastAt)]);
        Key<CatalogEntry>(nameof(CatalogEntry.Kind), nameof(CatalogEntry.Key));
        Key<ConnectorLink>(nameof(ConnectorLink.Id));
        Index(Entity<ConnectorLink>(), [nameof(ConnectorLink.Connector), nameof(ConnectorLink.RecordType), nameof(ConnectorLink.ExternalId)], unique: true);
        Index(Entity<ConnectorLink>(), [nameof(ConnectorLink.Connector), nameof(ConnectorLink.Status), nameof(ConnectorLink.At)]);
        Index(Entity<ConnectorLink>(), nameof(ConnectorLink.RecordId));
        Index(Entity<ConnectorLink>(), nameof(ConnectorLink.PushId));
        Key<ConnectorState>(nameof(ConnectorState.Connector));
        Key<ConsentEntry>(nameof(ConsentEntry.Id));
        Index(Entity<ConsentEntry>(), nameof(ConsentEntry.RecordId));
        Index(Entity<ConsentEntry>(), nameof(ConsentEntry.Address));
        Index(Entity<ConsentEntry>(), nameof(ConsentEntry.SubmissionId));
        Index(Entity<ConsentEntry>(), nameof(ConsentEntry.ConfirmHash), unique: true);
        Index(Entity<ConsentEntry>(), nameof(ConsentEntry.ConfirmsId), unique: true); // a link counts once
        Index(Entity<ConsentEntry>(), nameof(ConsentEntry.WithdrawToken), unique: true);
        Key<CatalogVersion>(nameof(CatalogVersion.Kind), nameof(CatalogVersion.Key), nameof(CatalogVersion.Version));
        Key<ChangeCounter>();
        Key<ConversionLink>(nameof(ConversionLink.Id));
        Index(Entity<ConversionLink>(), [nameof(ConversionLink.SourceType), nameof(ConversionLink.SourceId), nameof(ConversionLink.TargetType)], unique: true);
        Index(Entity<ConversionLink>(), nameof(ConversionLink.TargetId));
        Index(Entity<ConversionLink>(), nameof(ConversionLink.PersonId));
        Key<Counter>(nameof(Counter.RecordType), nameof(Counter.PipelineKey), nameof(Counter.StageKey), nameof(Counter.OwnerId), nameof(Counter.TeamId), nameof(Counter.PassedStageKeys), nameof(Counter.Currency));
        Key<CounterDelta>(nameof(CounterDelta.Id));
        Key<DueEntry>(nameof(DueEntry.Rule), nameof(DueEntry.Subject), nameof(DueEntry.DueAt));
        Key<DuplicatePair>(nameof(DuplicatePair.Id));
        Index(Entity<DuplicatePair>(), [nameof(DuplicatePair.RecordType), nameof(DuplicatePair.FirstId), nameof(DuplicatePair.SecondId)], unique: true);
        Index(Entity<DuplicatePair>(), [nameof(DuplicatePair.RecordType), nameof(DuplicatePair.Status), nameof(DuplicatePair.Score)]);
        Key<FieldRead>(nameof(FieldRead.RecordType), nameof(FieldRead.Field));
        Key<FormEntry>(nameof(FormEntry.Id));
        Index(Entity<FormEntry>(), nameof(FormEntry.PublicKey), unique: true);
        Key<FormSubmissionEntry>(nameof(FormSubmissionEntry.Id));
        Index(Entity<FormSubmissionEntry>(), [nameof(FormSubmissionEntry.FormId), nameof(FormSubmissionEntry.Nonce)], unique: true);
        Index(Entity<FormSubmissionEntry>(), [nameof(FormSubmissionEntry.FormId), nameof(FormSubmissionEntry.At)]);
        Index(Entity<FormSubmissionEntry>(), nameof(FormSubmissionEntry.LeadId));
        Key<IdempotencyEntry>(nameof(IdempotencyEntry.ActorId), nameof(IdempotencyEntry.Key));
        Index(Entity<IdempotencyEntry>(), nameof(IdempotencyEntry.At));
        Key<ImportQuestionEntry>(nameof(ImportQuestionEntry.Id));
        Index(Entity<ImportQuestionEntry>(), [nameof(ImportQuestionEntry.ImportId), nameof(ImportQuestionEntry.Number)]);
        Key<ImportRun>(nameof(ImportRun.Id));
        Index(Entity<ImportRun>(), nameof(ImportRun.Fingerprint));
        Key<InboxEntry>(nameof(InboxEntry.MessageId), nameof(InboxEntry.Subscriber));
        Key<LifecycleChange>(nameof(LifecycleChange.RecordId), nameof(LifecycleChange.Id));
        Index(Entity<LifecycleChange>(), nameof(LifecycleChange.CurrentId), unique: true);
        Index(Entity<LifecycleChange>(), nameof(LifecycleChange.NextOn));
        Key<LifecycleLook>(nameof(LifecycleLook.RecordId));
        Key<MergeStep>(nameof(MergeStep.MergeId), nameof(MergeStep.RecordId));
        Index(Entity<MergeStep>(), nameof(MergeStep.RecordId));
        Key<PersonErasure>(nameof(PersonErasure.Hash));
        Key<PersonExportTicket>(nameof(PersonExportTicket.Hash));
        Key<RecordMerge>(nameof(RecordMerge.Id));
        Index(Entity<RecordMerge>(), nameof(RecordMerge.ActiveLoserId), unique: true); // nobody is merged away twice
        Index(Entity<RecordMerge>(), nameof(RecordMerge.WinnerId));
        Index(Entity<RecordMerge>(), nameof(RecordMerge.LoserId));
        Key<SecurityLogEntry>(nameof(SecurityLogEntry.Id));
        Index(Entity<SecurityLogEntry>(), nameof(SecurityLogEntry.UserId));
        Index(Entity<SecurityLogEntry>(), nameof(SecurityLogEntry.At));
        Key<SegmentChange>(nameof(SegmentChange.Id));
        Key<SegmentEntry>(nameof(SegmentEntry.Id));
        Key<SegmentMember>(nameof(SegmentMember.SegmentId), nameof(SegmentMember.RecordId));
        Index(Entity<SegmentMember>(), nameof(SegmentMember.RecordId));
        Index(Entity<SegmentMember>(), nameof(SegmentMember.MergeId));
        Key<ShareEntry>(nameof(ShareEntry.Id));
        Index(Entity<ShareEntry>(), [nameof(ShareEntry.RecordId), nameof(ShareEntry.RecipientId)], unique: true); // one share per recipient
        Index(Entity<ShareEntry>(), nameof(ShareEntry.RecipientId));
        Key<SignInAccount>(nameof(SignInAccount.UserId));
        Key<SignInLink>(nameof(SignInLink.UserId));
        Key<SignInSession>(nameof(SignInSession.Id));
        Index(Entity<SignInSession>(), nameof(SignInSession.Hash), unique: true);
        Index(Entity<SignInSession>(), nameof(SignInSession.UserId));
        Key<StageHistoryEntry>(nameof(StageHistoryEntry.RecordId), nameof(StageHistoryEntry.Id));
        Key<TransferEntry>(nameof(TransferEntry.Id));
        Index(Entity<TransferEntry>(), nameof(TransferEntry.State));
        Index(Entity<TransferEntry>(), nameof(TransferEntry.ActorId));
        Key<MentionEntry>(nameof(MentionEntry.Id));
        Index(Entity<MentionEntry>(), [nameof(MentionEntry.RecordId), nameof(MentionEntry.UserId)], unique: true); // nobody twice for one activity
        Index(Entity<MentionEntry>(), [nameof(MentionEntry.UserId), nameof(MentionEntry.At)]);
        Key<DashboardEntry>(nameof(DashboardEntry.Id));
        Index(Entity<DashboardEntry>(), [nameof(DashboardEntry.UserId)], unique: true);
        Key<ViewEntry>(nameof(ViewEntry.Id));
        Index(Entity<ViewEntry>(), nameof(ViewEntry.RecordType));
        Index(Entity<ViewEntry>(), nameof(ViewEntry.OwnerId));
        Key<WebhookDeliveryEntry>(nameof(WebhookDeliveryEntry.Id));
        Index(Entity<WebhookDeliveryEntry>(), [nameof(WebhookDeliveryEntry.WebhookId), nameof(WebhookDeliveryEntry.EventId), nameof(WebhookDeliveryEntry.Part)], unique: true);
        Index(Entity<WebhookDeliveryEntry>(), [nameof(WebhookDeliveryEntry.WebhookId), nameof(WebhookDeliveryEntry.Status)]);
        Index(Entity<WebhookDeliveryEntry>(), nameof(WebhookDeliveryEntry.At));
        Key<WebhookEntry>(nameof(WebhookEntry.Id));
        Key<WorkflowRun>(nameof(WorkflowRun.MessageId), nameof(WorkflowRun.RecordId)); // what a start did to a record, it did once
        Index(Entity<WorkflowRun>(), [nameof(WorkflowRun.Workflow), nameof(WorkflowRun.At)]);
        Index(Entity<WorkflowRun>(), [nameof(WorkflowRun.RecordId), nameof(WorkflowRun.At)]);
        Index(Entity<WorkflowRun>(), nameof(WorkflowRun.At));

        // The order of writing comes from the database: ids of one millisecond have none.
        var audit = model.Entity<AuditEntry>();
        audit.HasKey(e => e.Sequence).HasName("pk_crm_audit_entry");
        audit.Property(e => e.Sequence).ValueGeneratedOnAdd();
        model.Entity<AuditSeal>().HasIndex(s => s.LastSequence).HasDatabaseName("ix_crm_audit_seal_last_sequence");
        audit.HasIndex(e => new { e.TenantId, e.RecordId, e.Id }).IsUnique().HasDatabaseName("ix_crm_audit_entry_record");
        var outbox = model.Entity<OutboxMessage>();
        outbox.HasKey(m => m.Sequence).HasName("pk_crm_outbox_message");
        outbox.Property(m => m.Sequence).ValueGeneratedOnAdd();
        outbox.HasIndex(m => m.Id).IsUnique().HasDatabaseName("ix_crm_outbox_message_id");
        outbox.HasIndex(m => new { m.Status, m.Sequence }).HasDatabaseName("ix_crm_outbox_message_status"); // the oldest pending first, without sorting
        outbox.HasIndex(m => new { m.TenantId, m.ChangeNumber }).IsUnique().HasFilter("change_number IS NOT NULL").HasDatabaseName("ix_crm_outbox_message_change_number");
        outbox.HasIndex(m => new { m.TenantId, m.Sequence }).HasFilter("class = 'event' AND change_number IS NULL").HasDatabaseName("ix_crm_outbox_message_new_change");
        outbox.HasIndex(m => new { m.TenantId, m.Class, m.Name, m.Key }).IsUnique().HasFilter("key IS NOT NULL").HasDatabaseName("ix_crm_outbox_message_key");
    }

    /// <summary>No part without its parent: the one reference that the database itself guards, because a part has no rights of its own.</summary>
    private void MapParent(Type part)
    {
        var parent = MappedClasses.Properties(part).Where(p => p.DeclaringType == part && MappedClasses.Referenced(p) is not null).MinBy(p => p.MetadataToken)
            ?? throw new InvalidOperationException($"{part.Name} is a part, but no property of it is named after a record class and 'Id'.");
        var principal = MappedClasses.Referenced(parent)!;
        model.Entity(part).HasOne(principal, null).WithMany().HasForeignKey(Tenant, parent.Name).HasPrincipalKey(Tenant, nameof(Record.Id))
            .OnDelete(DeleteBehavior.Restrict).HasConstraintName($"fk_{MappedClasses.Table(part)}_{MappedClasses.SnakeCase(parent.Name)}");
    }

    private EntityTypeBuilder<T> Entity<T>() where T : class => model.Entity<T>();

    private void Key<T>(params string[] properties) where T : class =>
        Entity<T>().HasKey([Tenant, .. properties]).HasName($"pk_{MappedClasses.Table(typeof(T))}");

    private static bool IsReference(PropertyInfo property) =>
        (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) == typeof(Guid) && property.DeclaringType != typeof(Record) && property.DeclaringType != typeof(RootRecord);

    // Lists ask for what somebody owns, what stands in a stage, what belongs to a record, the newest first: with the id behind it in the index, nothing is sorted and reading ends with the page.
    private static void ListIndex(EntityTypeBuilder entity, params string[] by) => Index(entity, [.. by, nameof(Record.Id)]);

    private static void Index(EntityTypeBuilder entity, string property, bool unique = false) => Index(entity, [property], unique);

    private static void Index(EntityTypeBuilder entity, string[] properties, bool unique = false)
    {
        var columns = properties.Select(MappedClasses.SnakeCase).ToArray();
        var index = entity.HasIndex([Tenant, .. properties]).IsUnique(unique).HasDatabaseName($"ix_{MappedClasses.Table(entity.Metadata.ClrType)}_{string.Join("_", columns.Where(c => c != "id"))}");
        // Most rows have no owner in a pool, no key of another system, no second reference: an index over the rest is smaller and cheaper to write.
        if (entity.Metadata.FindProperty(properties[0])!.IsNullable && (properties.Length == 1 || (properties.Length == 2 && properties[1] is nameof(BehaviourEvent.At) or nameof(Record.Id)))) index.HasFilter($"{columns[0]} IS NOT NULL");
    }
}
