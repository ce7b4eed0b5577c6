namespace CrmKit.Records;

/// <summary>Runs before records are validated and stored; may change descriptive fields.</summary>
/// <remarks>One instance per session; ascending order given at registration, then source, then declaration. A handler that throws refuses the change set.</remarks>
public interface IBeforeSave
{
    /// <summary>Sees all changes of one type in the change set.</summary>
    ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken);
}

/// <summary>Runs after rows are written, in the same transaction; may ask for more changes.</summary>
/// <remarks>One instance per session; order as for <see cref="IBeforeSave"/>. A handler that throws rolls the change set back.</remarks>
public interface IAfterSave
{
    /// <summary>Sees all changes of one type in the change set.</summary>
    ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken);
}

/// <summary>Brings values into their one form before handlers see them (trimmed, lower case, rounded).</summary>
/// <remarks>One instance per session; order as for <see cref="IBeforeSave"/>. A normaliser that throws refuses the change set.</remarks>
public interface IRecordNormalizer
{
    /// <summary>Changes values of <see cref="PendingChange.After"/>; refuses nothing.</summary>
    ValueTask NormalizeAsync(SaveContext context, CancellationToken cancellationToken);
}

/// <summary>Checks records after all handlers.</summary>
/// <remarks>One instance per session; order as for <see cref="IBeforeSave"/>. A validator that throws refuses the change set: validators fail closed.</remarks>
public interface IRecordValidator
{
    /// <summary>Calls <see cref="SaveContext.Refuse"/> for every failure; changes nothing.</summary>
    ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken);
}
