using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Contracts;
using CrmKit.Documents;
using CrmKit.Knowledge;
using CrmKit.Orders;
using CrmKit.Sessions;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>What points at a record, of every type, also of plugins': how many there are, the newest of them, and a way to add one.</summary>
internal static class RecordRelations
{
    private const int Shown = 5;

    public static async Task<RelatedModel> OfAsync(WebCall call, RecordTypeDefinition type, RecordRef record, RecordLayout layout)
    {
        var (lists, add) = (new List<RelatedList>(), new List<NavigationLink>());
        var relations = call.Session.Catalog.RelationsOf(type.Key).ToList();
        foreach (var relation in relations)
        {
            var other = call.Session.Catalog.Type(relation.RecordType);
            if (HasCard(other, relation) || !layout.IsShown(relation.Key)) continue;
            var field = other.Field(relation.Field);
            if (field.Nature != FieldNature.Descriptive || !await call.MayAsync(other, Operations.Read)) continue;
            var hidden = await call.HiddenAsync(other);
            if (hidden.Contains(field.Key)) continue;
            var label = relations.Count(r => r.RecordType == relation.RecordType) == 1 ? other.PluralLabel.For(call.Culture) : $"{other.PluralLabel.For(call.Culture)} ({field.Label.For(call.Culture)})";
            var create = !(await call.ReadOnlyAsync(other)).Contains(field.Key) && await call.MayAsync(other, Operations.Create) ? WebLinks.With(call.Links.New(other), (FormReader.Prefix + field.Key, record.Id.ToString())) : null;
            var told = Told(other, field, hidden);
            var page = await call.Session.RelatedAsync(record, relation.Key, new RecordQuery(other.Key) { Size = Shown, Include = [.. told.Where(f => f.ReferenceType is not null).Select(f => f.Key)] }, call.Cancelled);
            if (page.Items.Count == 0)
            {
                if (create is not null) add.Add(new NavigationLink(label, create));
                continue;
            }
            var total = page.Next is null ? page.Items.Count : (await call.Session.RelatedAsync(record, relation.Key, new RecordQuery(other.Key) { Size = 1, WithTotal = true }, call.Cancelled)).Total ?? Shown;
            var (names, records) = (new RecordNames(call, page.Included), new List<RelatedRecord>(page.Items.Count));
            foreach (var item in page.Items)
            {
                var said = new List<string>();
                foreach (var part in told) said.Add(RecordNames.WithCurrency(other, item, await names.ShowAsync(part, item), hidden).Text);
                records.Add(new RelatedRecord(RecordNames.Of(call, other, item, hidden), call.Links.Record(other, item.Id), string.Join(" · ", said.Where(t => t.Length > 0))));
            }
            lists.Add(new RelatedList
            {
                Key = relation.Key.Replace(':', '-'),
                Relation = relation.Key,
                Label = label,
                Address = WebLinks.With(call.Links.List(other), ("filter", $"{(field.IsCustom ? "custom." : "")}{field.Key} eq '{record.Id}'")),
                Total = total,
                New = create,
                Records = records,
            });
        }
        return new RelatedModel(lists, add);
    }

    // Lines, instalments, deliveries, steps and versions are shown as what they are.
    public static bool HasCard(RecordTypeDefinition type, RelationDefinition relation) =>
        relation.Field == type.ParentField && (type.ClrType.IsSubclassOf(typeof(DocumentLine)) || type.ClrType == typeof(PaymentPlanItem) || type.ClrType == typeof(FulfilmentMilestone) || type.ClrType == typeof(Delivery) || type.ClrType == typeof(ContractVersion) || type.ClrType == typeof(CaseArticle) || type.ClrType == typeof(AccountContact));

    // Beside its name: where it stands, or of what has no stages who, how much and when.
    private static List<FieldDefinition> Told(RecordTypeDefinition type, FieldDefinition back, IReadOnlySet<string> hidden)
    {
        if (type.TryField("stage", out var stage)) return hidden.Contains(stage.Key) ? [] : [stage];
        return [.. type.Fields.Where(f => f.Key != back.Key && f.Key != type.NameField && !hidden.Contains(f.Key) && f.Nature == FieldNature.Descriptive
            && (f is { Kind: FieldKind.Reference, ReferenceType: not null } || f.Kind is FieldKind.Money or FieldKind.Date or FieldKind.Instant)).Take(2)];
    }
}
