using System.Text;
using CrmKit.Access;
using CrmKit.Filters;
using CrmKit.Sessions;

namespace CrmKit.Documents.Templates;

/// <summary>Walks a template over one record. The work is bounded by its size and by the records of its loops, which do not nest; records of references are read at once for all rows of a loop.</summary>
internal sealed class TemplateRenderer(CrmSession session, BoundTemplate template, ValueText values)
{
    private const int MostRows = 5_000;
    private const int MostCharacters = 10_000_000;
    private const int PageSize = 1_000;

    private readonly StringBuilder _output = new();
    private readonly Dictionary<RecordRef, Record> _known = [];
    private readonly Dictionary<string, IReadOnlySet<string>> _hiddenOf = [];
    private Row _root = null!;

    /// <summary>Fields that are shown empty because the actor may not read them, as <c>type.field</c>.</summary>
    public HashSet<string> Hidden { get; } = new(StringComparer.Ordinal);

    public async Task<string> RenderAsync(Record record, CancellationToken cancellationToken)
    {
        _root = new Row(template.Type, record, 0);
        await LoadAsync(OfRecord(template.Nodes), [_root], cancellationToken);
        await WriteAsync(template.Nodes, _root, cancellationToken);
        return _output.ToString();
    }

    private async Task WriteAsync(IReadOnlyList<TemplateNode> nodes, Row row, CancellationToken cancellationToken)
    {
        foreach (var node in nodes)
        {
            switch (node)
            {
                case TextNode text: _output.Append(text.Text); break;
                case NumberNode: _output.Append(row.Number); break;
                case ValueNode value: Write(value, row); break;
                case IfNode condition: await WriteAsync(Holds(condition, row) ? condition.Then : condition.Else, row, cancellationToken); break;
                case EachNode each: await WriteAsync(each, cancellationToken); break;
            }
            if (_output.Length > MostCharacters) throw new CrmRuleException(TemplateErrors.TooLarge($"{MostCharacters} characters"));
        }
    }

    private async Task WriteAsync(EachNode each, CancellationToken cancellationToken)
    {
        var rows = template.Relations.TryGetValue(each, out var relation) ? await RowsAsync(relation, cancellationToken) : [];
        if (rows.Count == 0) await WriteAsync(each.Else, _root, cancellationToken);
        else await LoadAsync(OfRecord(each.Body).Where(v => !v.IsOuter), rows, cancellationToken);
        foreach (var row in rows) await WriteAsync(each.Body, row, cancellationToken);
    }

    private async Task<List<Row>> RowsAsync(RelationDefinition relation, CancellationToken cancellationToken)
    {
        var type = session.Catalog.Type(relation.RecordType);
        if (await session.Access.ScopeAsync(type, Operations.Read, cancellationToken) == AccessScope.None)
        {
            Hidden.Add(relation.Key);
            return [];
        }
        var query = new RecordQuery(type.Key) { OrderBy = type.TryField("position", out _) ? "position" : "createdAt", Size = PageSize };
        var rows = new List<Row>();
        string? next = null;
        do
        {
            var page = await session.RelatedAsync(new RecordRef(_root.Type.Key, _root.Record.Id), relation.Key, query with { Cursor = next }, cancellationToken);
            foreach (var record in page.Items) rows.Add(new Row(type, record, rows.Count + 1));
            if (rows.Count > MostRows) throw new CrmRuleException(TemplateErrors.TooLarge($"{MostRows} rows in one loop"));
            next = page.Next;
        }
        while (next is not null);
        return rows;
    }

    // The records that references point at, one question per reference for all rows; and what the actor may not read.
    private async Task LoadAsync(IEnumerable<ValueNode> shown, IReadOnlyList<Row> rows, CancellationToken cancellationToken)
    {
        foreach (var path in shown.Select(v => template.Fields.GetValueOrDefault(v)).OfType<FieldPath>())
        {
            await KnowHiddenAsync(path.Type, cancellationToken);
            var records = rows.Select(r => r.Record).ToList();
            foreach (var (from, reference, to) in path.Hops)
            {
                await KnowHiddenAsync(from, cancellationToken);
                var ids = records.Select(r => reference.Get(r)).OfType<Guid>().Distinct().ToList();
                var missing = ids.Where(id => !_known.ContainsKey(to.Ref(id))).ToList();
                foreach (var record in missing.Count == 0 ? [] : await session.Records.GetManyAsync(to.Key, missing, cancellationToken)) _known[to.Ref(record.Id)] = record;
                records = [.. ids.Select(id => _known.GetValueOrDefault(to.Ref(id))).OfType<Record>()];
            }
        }
        await KnowHiddenAsync(rows[0].Type, cancellationToken);
    }

    // What is shown of the record itself, also from within loops.
    private static IEnumerable<ValueNode> OfRecord(IReadOnlyList<TemplateNode> nodes) => nodes.SelectMany(node => node switch
    {
        ValueNode value => [value],
        IfNode condition => [condition.Value, .. OfRecord(condition.Then), .. OfRecord(condition.Else)],
        EachNode each => [.. OfRecord(each.Body).Where(v => v.IsOuter), .. OfRecord(each.Else)],
        _ => (IEnumerable<ValueNode>)[],
    });

    private async Task KnowHiddenAsync(RecordTypeDefinition type, CancellationToken cancellationToken)
    {
        if (!_hiddenOf.ContainsKey(type.Key)) _hiddenOf[type.Key] = await session.Access.HiddenFieldsAsync(type, cancellationToken);
    }

    private void Write(ValueNode node, Row row)
    {
        if (template.Fields.TryGetValue(node, out var path) && ValueOf(node, row) is { } value) _output.Append(values.Of(path.Field, value, CurrencyOf(path, node.IsOuter ? _root : row)));
    }

    private object? ValueOf(ValueNode node, Row row) =>
        template.Fields.TryGetValue(node, out var path) && OwnerOf(path, (node.IsOuter ? _root : row).Record) is { } owner ? Read(path.Type, path.Field, owner) : null;

    private Record? OwnerOf(FieldPath path, Record record)
    {
        foreach (var (from, reference, to) in path.Hops)
        {
            if (Read(from, reference, record) is not Guid id || !_known.TryGetValue(to.Ref(id), out var next)) return null;
            record = next;
        }
        return record;
    }

    private object? Read(RecordTypeDefinition type, FieldDefinition field, Record record)
    {
        if (!_hiddenOf[type.Key].Contains(field.Key)) return field.Get(record);
        Hidden.Add($"{type.Key}.{field.Key}");
        return null;
    }

    // The record's own currency; parts have that of what they are part of.
    private string? CurrencyOf(FieldPath path, Row row)
    {
        if (path.Field.Kind != FieldKind.Money) return null;
        var (type, record) = path.Type.TryField("currency", out _) && OwnerOf(path, row.Record) is { } owner ? (path.Type, owner) : (_root.Type, _root.Record);
        if (!type.TryField("currency", out var currency)) return session.Options.Currency;
        return Read(type, currency, record) as string ?? (_hiddenOf[type.Key].Contains(currency.Key) ? null : session.Options.Currency);
    }

    private bool Holds(IfNode condition, Row row)
    {
        var value = ValueOf(condition.Value, row);
        if (condition.Operator is not { } sign) return value is not (null or false or "" or 0L or 0 or 0m);
        if (value is null || !template.Literals.TryGetValue(condition, out var literal)) return sign == "ne" && value is null;
        var order = literal is decimal number ? decimal.Compare(Convert.ToDecimal(value, System.Globalization.CultureInfo.InvariantCulture), number)
            : literal is string text ? string.CompareOrdinal(value.ToString(), text)
            : ((IComparable)value).CompareTo(literal);
        return sign switch { "eq" => order == 0, "ne" => order != 0, "gt" => order > 0, "ge" => order >= 0, "lt" => order < 0, _ => order <= 0 };
    }

    private sealed record Row(RecordTypeDefinition Type, Record Record, int Number);
}
