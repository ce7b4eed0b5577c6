using System.Linq.Expressions;
using CrmKit.Plugins;

namespace CrmKit.Catalog;

/// <summary>The fields that every record has, and those that every root record has.</summary>
internal static class StandardFields
{
    /// <summary>Before a type's own fields.</summary>
    public static IReadOnlyList<FieldDefinition> First { get; } =
    [
        System((Record r) => r.Id, "id", FieldKind.Reference, "Id", "编号"),
        System((Record r) => r.Version, "version", FieldKind.Integer, "Version", "版本"),
    ];

    private static readonly IReadOnlyList<FieldDefinition> OfRecord =
    [
        PropertyFields.Define((Expression<Func<Record, string?>>)(r => r.ExternalId), null, new("External id", "外部编号")) with { IsUnique = true, MaxLength = 200 },
        System((Record r) => r.CreatedAt, "createdAt", FieldKind.Instant, "Created at", "创建时间"),
        System((Record r) => r.CreatedById, "createdById", FieldKind.Reference, "Created by", "创建人") with { ReferenceType = "user" },
        System((Record r) => r.UpdatedAt, "updatedAt", FieldKind.Instant, "Updated at", "更新时间"),
        System((Record r) => r.UpdatedById, "updatedById", FieldKind.Reference, "Updated by", "更新人") with { ReferenceType = "user" },
        System((Record r) => r.DeletedAt, "deletedAt", FieldKind.Instant, "Deleted at", "删除时间"),
    ];

    private static readonly IReadOnlyList<FieldDefinition> OfRoot =
    [
        State((RootRecord r) => r.OwnerId, "ownerId", FieldKind.Reference, "Owner", "负责人") with { ReferenceType = "user", IsIndexed = true },
        State((RootRecord r) => r.TeamId, "teamId", FieldKind.Reference, "Team", "团队") with { ReferenceType = "team", IsIndexed = true },
        State((RootRecord r) => r.PipelineKey, "pipeline", FieldKind.Option, "Pipeline", "流程"),
        State((RootRecord r) => r.StageKey, "stage", FieldKind.Option, "Stage", "阶段"),
        State((RootRecord r) => r.StageCategory, "stageCategory", FieldKind.Option, "Stage category", "阶段类别") with
        {
            Options =
            [
                CoreTypeFields.Option("open", "Open", "进行中"), CoreTypeFields.Option("won", "Won", "成功"),
                CoreTypeFields.Option("lost", "Lost", "失败"), CoreTypeFields.Option("shelved", "Shelved", "搁置"),
            ],
        },
        State((RootRecord r) => r.StageEnteredAt, "stageEnteredAt", FieldKind.Instant, "In stage since", "进入阶段时间"),
        State((RootRecord r) => r.ClosedAt, "closedAt", FieldKind.Instant, "Closed at", "关闭时间"),
        State((RootRecord r) => r.ClosedOn, "closedOn", FieldKind.Date, "Closed on", "关闭日期"),
        State((RootRecord r) => r.LossReason, "lossReason", FieldKind.Option, "Loss reason", "输单原因") with { TakesOptions = true },
        State((RootRecord r) => r.StageNote, "stageNote", FieldKind.LongText, "Stage note", "阶段备注"),
        State((RootRecord r) => r.ConvertedAt, "convertedAt", FieldKind.Instant, "Converted at", "转化时间"),
    ];

    /// <summary>After a type's own fields.</summary>
    public static IEnumerable<FieldDefinition> Of(Type clrType) => clrType.IsSubclassOf(typeof(RootRecord)) ? [.. OfRoot, .. OfRecord] : OfRecord;

    /// <summary>The definition of a type whose records live in the generic table.</summary>
    public static RecordTypeDefinition CustomType(CustomTypeBuilder type, string source) =>
        CustomType(type.TypeKey, type.PluralKey, type.Label, type.PluralLabel, type.FieldList.Fields.Select(f => HostCopies.Of(f with { Source = source })), source);

    public static RecordTypeDefinition CustomType(string key, string pluralKey, LocalizedText label, LocalizedText pluralLabel, IEnumerable<FieldDefinition> fields, string source)
    {
        var name = PropertyFields.Define((Expression<Func<CustomRecord, string>>)(r => r.Name), null, new("Name", "名称")) with { IsRequired = true };
        FieldDefinition[] all = [.. First, name, .. fields, .. Of(typeof(CustomRecord))];
        return new RecordTypeDefinition(key, pluralKey, typeof(CustomRecord), label, pluralLabel, [.. all.Select(f => f.IsCustom ? f : f.Described(typeof(CustomRecord)))]) { Source = source };
    }

    private static FieldDefinition System<T, TValue>(Expression<Func<T, TValue>> property, string key, FieldKind kind, string english, string chinese) =>
        PropertyFields.Define(property, kind, new LocalizedText(english, chinese)) with { Key = key, Nature = FieldNature.System };

    private static FieldDefinition State<T, TValue>(Expression<Func<T, TValue>> property, string key, FieldKind kind, string english, string chinese) =>
        PropertyFields.Define(property, kind, new LocalizedText(english, chinese)) with { Key = key, Nature = FieldNature.State };
}
