using CrmKit.Documents;
using CrmKit.Opportunities;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Engineering;

/// <summary>Fills in currency and amounts: quantity × rate, rounded to the bill's currency.</summary>
internal sealed class BillAmounts : IBeforeSave
{
    public async ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        if (context.Type.Key == Bills.Type)
        {
            var bills = context.Changes.Select(c => (CustomRecord)c.After).ToList();
            foreach (var bill in bills) bill[Bills.Currency] = bill[Bills.Currency]?.Trim().ToUpperInvariant();
            var tenders = await context.Session.ByIdAsync<Opportunity>("opportunity", bills.Where(b => b[Bills.Currency] is null).Select(b => b[Bills.Tender]).OfType<Guid>(), cancellationToken);
            foreach (var bill in bills) bill[Bills.Currency] ??= tenders.GetValueOrDefault(bill[Bills.Tender] ?? Guid.Empty)?.Currency;
            return;
        }
        var items = context.Changes.Where(c => c.Operation != RecordOperation.Delete).ToList();
        var currencies = await BillsOf.SectionsAsync(context, items.Select(c => c.After[Bills.Section]).OfType<Guid>(), cancellationToken);
        foreach (var change in items)
        {
            var bill = currencies.GetValueOrDefault(change.After[Bills.Section] ?? Guid.Empty);
            var amount = change.After[Bills.Quantity] * change.After[Bills.Rate];
            if (amount > Bills.GreatestAmount) context.Refuse(change, EngineeringErrors.AmountTooLarge());
            else change.After[Bills.Amount] = amount is { } exact ? Amounts.Round(exact, Currencies.MinorUnits(bill?[Bills.Currency])) : null;
        }
    }
}

/// <summary>A bill is in one currency from its first item on, and does not change once its tender is decided.</summary>
internal sealed class BillRules : IRecordValidator
{
    public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var bills = await BillsOf.ChangesAsync(context, cancellationToken);
        var tenders = await context.Session.ByIdAsync<Opportunity>("opportunity", bills.Values.Select(b => b[Bills.Tender]).OfType<Guid>(), cancellationToken);
        foreach (var (change, bill) in bills)
            if (tenders.TryGetValue(bill[Bills.Tender] ?? Guid.Empty, out var tender) && tender.ClosedAt is not null) context.Refuse(change, EngineeringErrors.BillClosed(tender));
        if (context.Type.Key != Bills.Type) return;

        foreach (var change in context.Changes.Where(c => c.After[Bills.Currency] is { } code && !Currencies.Exists(code))) context.Refuse(change, EngineeringErrors.CurrencyUnknown(change.After[Bills.Currency]!));
        var moved = context.Changes.Where(c => c.Before is { } before && before[Bills.Currency] != c.After[Bills.Currency]).ToList();
        var sections = (await context.Session.ReferringAsync(Bills.SectionType, Bills.Bill, moved.Select(c => c.After.Id), cancellationToken)).ToLookup(s => s[Bills.Bill]);
        foreach (var change in moved.Where(c => sections[c.After.Id].Any(s => s[Bills.Total] is not (null or 0)))) context.Refuse(change, EngineeringErrors.BillCurrency());
    }
}

/// <summary>Totals follow the items: sections, the bill, and the amount of the tender.</summary>
[Saves(Bills.SectionType, EndsByItself = true), Saves(Bills.Type, EndsByItself = true), Saves("opportunity", "amount")]
internal sealed class BillTotals : IAfterSave
{
    public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var session = context.Session;
        var changes = new ChangeSet { Reason = "The bill of quantities changed." };
        if (context.Type.Key == Bills.ItemType)
        {
            var sections = await session.ByIdAsync<CustomRecord>(Bills.SectionType, context.Changes.SelectMany(c => new[] { c.Before?[Bills.Section], c.After[Bills.Section] }).OfType<Guid>(), cancellationToken);
            var items = (await session.ReferringAsync(Bills.ItemType, Bills.Section, sections.Keys, cancellationToken)).ToLookup(i => i[Bills.Section]);
            foreach (var section in sections.Values) Total(changes, Bills.SectionType, section, items[section.Id].Sum(i => i[Bills.Amount] ?? 0));
        }
        else if (context.Type.Key == Bills.SectionType)
        {
            var bills = await session.ByIdAsync<CustomRecord>(Bills.Type, context.Changes.SelectMany(c => new[] { c.Before?[Bills.Bill], c.After[Bills.Bill] }).OfType<Guid>(), cancellationToken);
            var sections = (await session.ReferringAsync(Bills.SectionType, Bills.Bill, bills.Keys, cancellationToken)).ToLookup(s => s[Bills.Bill]);
            foreach (var bill in bills.Values) Total(changes, Bills.Type, bill, sections[bill.Id].Sum(s => s[Bills.Total] ?? 0));
        }
        else
        {
            await AddTendersAsync(session, [.. context.Changes.Where(c => c.Operation != RecordOperation.Delete && c.Before?[Bills.Total] != c.After[Bills.Total]).Select(c => (CustomRecord)c.After)], changes, cancellationToken);
        }
        await session.WriteAsync(changes, cancellationToken);
    }

    private static void Total(ChangeSet changes, string type, CustomRecord record, decimal total)
    {
        // Named with its version: of two who change items of one section at the same time, one is told to try again, and no total is lost.
        if (record[Bills.Total] != total) changes.Patch(new RecordRef(type, record.Id), new Dictionary<string, object?> { [Bills.Total.Key] = total }, record.Version);
    }

    // A tender with lines of its own takes its amount from them.
    private static async ValueTask AddTendersAsync(ICrmSession session, List<CustomRecord> bills, ChangeSet changes, CancellationToken cancellationToken)
    {
        var tenders = await session.ByIdAsync<Opportunity>("opportunity", bills.Select(b => b[Bills.Tender]!.Value), cancellationToken);
        var withLines = (await session.ReferringAsync<OpportunityLine>("opportunity-line", "opportunityId", tenders.Keys, cancellationToken)).Select(l => l.OpportunityId).ToHashSet();
        foreach (var bill in bills)
            if (tenders.TryGetValue(bill[Bills.Tender]!.Value, out var tender) && tender.ClosedAt is null && tender.Currency == bill[Bills.Currency] && !withLines.Contains(tender.Id))
                changes.Patch(new RecordRef("opportunity", tender.Id), new Dictionary<string, object?> { ["amount"] = bill[Bills.Total] });
    }
}

/// <summary>Finds the bills that sections and items belong to, also those of the same change set.</summary>
internal static class BillsOf
{
    /// <summary>The bill of each section.</summary>
    public static async ValueTask<Dictionary<Guid, CustomRecord>> SectionsAsync(SaveContext context, IEnumerable<Guid> sections, CancellationToken cancellationToken)
    {
        var found = await AlsoPendingAsync(context, Bills.SectionType, sections, cancellationToken);
        var bills = await AlsoPendingAsync(context, Bills.Type, found.Values.Select(s => s[Bills.Bill]).OfType<Guid>(), cancellationToken);
        return found.Where(s => bills.ContainsKey(s.Value[Bills.Bill] ?? Guid.Empty)).ToDictionary(s => s.Key, s => bills[s.Value[Bills.Bill]!.Value]);
    }

    /// <summary>The bill that each change of its content is of; names and computed totals are not content.</summary>
    public static async ValueTask<Dictionary<PendingChange, CustomRecord>> ChangesAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var changes = context.Changes.Where(c => c.Operation != RecordOperation.Update || IsContent(c.Before!, c.After)).ToList();
        if (context.Type.Key == Bills.Type) return changes.ToDictionary(c => c, c => (CustomRecord)c.After);
        if (context.Type.Key == Bills.SectionType)
        {
            var bills = await AlsoPendingAsync(context, Bills.Type, changes.Select(c => c.After[Bills.Bill]).OfType<Guid>(), cancellationToken);
            return changes.Where(c => bills.ContainsKey(c.After[Bills.Bill] ?? Guid.Empty)).ToDictionary(c => c, c => bills[c.After[Bills.Bill]!.Value]);
        }
        var bySection = await SectionsAsync(context, changes.Select(c => c.After[Bills.Section]).OfType<Guid>(), cancellationToken);
        return changes.Where(c => bySection.ContainsKey(c.After[Bills.Section] ?? Guid.Empty)).ToDictionary(c => c, c => bySection[c.After[Bills.Section]!.Value]);
    }

    private static bool IsContent(Record before, Record after) =>
        before[Bills.Tender] != after[Bills.Tender] || before[Bills.Currency] != after[Bills.Currency] || before[Bills.Bill] != after[Bills.Bill]
        || before[Bills.Section] != after[Bills.Section] || before[Bills.Quantity] != after[Bills.Quantity] || before[Bills.Rate] != after[Bills.Rate];

    private static async ValueTask<Dictionary<Guid, CustomRecord>> AlsoPendingAsync(SaveContext context, string type, IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        var wanted = ids.Distinct().ToList();
        var found = await context.Session.ByIdAsync<CustomRecord>(type, wanted, cancellationToken);
        foreach (var id in wanted)
            if (context.Pending(new RecordRef(type, id)) is CustomRecord pending) found[id] = pending;
        return found;
    }
}
