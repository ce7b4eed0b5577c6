namespace CrmKit.Records;

/// <summary>The records of one change set on their way, grouped by type in the order in which types appear.</summary>
/// <param name="count">How many there will be, as far as that is known.</param>
internal sealed class WriteBatch(int count)
{
    private readonly Dictionary<string, TypeGroup> _groups = [];
    private readonly Dictionary<RecordRef, WriteItem> _byRef = new(count);

    public List<WriteItem> Items { get; } = new(count);

    public IReadOnlyCollection<TypeGroup> Groups => _groups.Values;

    public WriteItem Add(WriteItem item)
    {
        Items.Add(item);
        if (!_byRef.TryAdd(item.Ref, item)) item.Refuse(RefusalKind.Validation, RecordErrors.Repeated(item.Ref));
        if (!_groups.TryGetValue(item.Type.Key, out var group)) _groups[item.Type.Key] = group = new TypeGroup(item.Type);
        group.Items.Add(item);
        return item;
    }

    /// <summary>Whether there are records of a type in it.</summary>
    public bool Has(string type) => _groups.ContainsKey(type);

    public WriteItem? Find(RecordRef record) => _byRef.GetValueOrDefault(record);

    /// <summary>A record of this change set as it will be, unless it is refused or deleted.</summary>
    public Record? Pending(RecordRef record) => Find(record) is { IsRefused: false, After.DeletedAt: null } item ? item.After : null;

    /// <summary>Refuses parts whose parent, with which they go, is refused.</summary>
    public void RefuseAlong()
    {
        foreach (var item in Items)
            if (item is { IsRefused: false, Along: { IsRefused: true } parent })
                foreach (var error in parent.Errors) item.Refuse(parent.Kind, error);
    }

    /// <exception cref="CrmException">Something is refused; the exception's type follows from the weightiest refusal.</exception>
    public void ThrowIfRefused()
    {
        var refused = Items.Where(i => i.IsRefused && i.Along is null).ToList();
        if (refused.Count == 0) return;
        var kind = refused.Min(i => i.Kind);
        var errors = refused.Where(i => i.Kind == kind || kind >= RefusalKind.Validation).SelectMany(i => i.Errors).ToList();
        throw kind switch
        {
            RefusalKind.NotFound => new CrmNotFoundException(errors),
            RefusalKind.Forbidden => new CrmForbiddenException(errors),
            RefusalKind.Conflict => new CrmConflictException(errors),
            RefusalKind.Validation => new CrmValidationException(errors),
            _ => new CrmRuleException(errors),
        };
    }
}

/// <summary>The records of one type in a batch.</summary>
internal sealed class TypeGroup(RecordTypeDefinition type)
{
    public RecordTypeDefinition Type { get; } = type;
    public TypePlan Plan { get; } = TypePlan.Of(type);
    public List<WriteItem> Items { get; } = [];

    public List<WriteItem> Standing()
    {
        var standing = new List<WriteItem>(Items.Count);
        foreach (var item in Items)
            if (!item.IsRefused) standing.Add(item);
        return standing;
    }
}
