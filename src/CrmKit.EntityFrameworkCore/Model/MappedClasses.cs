using System.Reflection;
using System.Text;
using CrmKit.Access;
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
using CrmKit.Segments;
using CrmKit.Storage;
using CrmKit.Transfers;
using CrmKit.Views;
using CrmKit.Webhooks;
using CrmKit.Workflows;

namespace CrmKit.EntityFrameworkCore;

/// <summary>What has a table: every sealed record class, and the rows of the machinery.</summary>
internal static class MappedClasses
{
    public static IReadOnlyList<Type> Records { get; } =
    [
        .. typeof(Record).Assembly.GetTypes()
            .Where(t => t is { IsSealed: true, IsAbstract: false } && t.IsSubclassOf(typeof(Record)))
            .OrderBy(t => t.Name, StringComparer.Ordinal),
    ];

    public static IReadOnlyList<Type> Rows { get; } =
    [
        typeof(ApiKey), typeof(Attachment), typeof(AuditEntry), typeof(AuditSeal), typeof(BehaviourIdentity), typeof(BehaviourVisitor), typeof(CatalogEntry), typeof(CatalogVersion), typeof(ChangeCounter), typeof(ConnectorLink), typeof(ConnectorState), typeof(ConsentEntry), typeof(ConversionLink), typeof(Counter), typeof(CounterDelta), typeof(DueEntry),
        typeof(DashboardEntry), typeof(DuplicatePair), typeof(FieldRead), typeof(FormEntry), typeof(FormSubmissionEntry), typeof(IdempotencyEntry), typeof(ImportQuestionEntry), typeof(ImportRun), typeof(InboxEntry), typeof(LifecycleChange), typeof(LifecycleLook), typeof(MentionEntry), typeof(MergeStep), typeof(OutboxMessage), typeof(PersonErasure), typeof(PersonExportTicket), typeof(RecordMerge), typeof(SecurityLogEntry), typeof(SegmentChange), typeof(SegmentEntry), typeof(SegmentMember), typeof(ShareEntry), typeof(SignInAccount), typeof(SignInLink), typeof(SignInSession), typeof(StageHistoryEntry), typeof(TransferEntry), typeof(ViewEntry), typeof(WebhookDeliveryEntry), typeof(WebhookEntry), typeof(WorkflowRun),
    ];

    /// <summary>Properties that are stored, base class first; also those that only CrmKit may read.</summary>
    public static IEnumerable<PropertyInfo> Properties(Type type)
    {
        var declared = type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Where(p => p.GetIndexParameters().Length == 0 && p is { GetMethod: not null, SetMethod: not null })
            .OrderBy(p => p.MetadataToken);
        return type.BaseType is { } parent && parent != typeof(object) ? Properties(parent).Concat(declared) : declared;
    }

    /// <summary>The table of a class: <c>crm_stage_history_entry</c>.</summary>
    public static string Table(Type type) => "crm_" + (type.Name == "SupportCase" ? "case" : SnakeCase(type.Name)); // the record type's key, as everywhere else

    /// <summary>The table of a record type; types of plugins and administrators share one.</summary>
    public static string Table(string recordType)
    {
        var table = "crm_" + recordType.Replace('-', '_');
        return Records.Any(t => Table(t) == table) ? table : Table(typeof(CustomRecord));
    }

    /// <summary>The record type of a record.</summary>
    public static string RecordType(Record record) => record is CustomRecord custom ? custom.TypeKey : Table(record.GetType())["crm_".Length..].Replace('_', '-');

    public static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }

    /// <summary>The record class that a reference property names: <c>AccountId</c> is an account's id; <see langword="null"/> when its name says something else.</summary>
    public static Type? Referenced(PropertyInfo property)
    {
        if ((Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) != typeof(Guid) || !property.Name.EndsWith("Id", StringComparison.Ordinal)) return null;
        var table = "crm_" + SnakeCase(property.Name[..^2]);
        return Records.FirstOrDefault(t => Table(t) == table || "crm_" + SnakeCase(t.Name) == table);
    }
}
