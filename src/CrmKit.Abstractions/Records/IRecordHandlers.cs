namespace CrmKit.Records;

/// <summary>Runs before records are validated and stored; may change descriptive fields.</summary>
/// <remarks>One instance per session; ascending order given at registration, then source, then declaration. A handler that throws refuses the change set.</remarks>
public interface IBeforeSave
{
    /// <summary>Sees all changes of one type in the change set.</summary>
    ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken);
}

/// <summary>Runs after rows are written, in the same transaction; may ask for more changes.</summary>
/// <remarks>One instance per session; order as for <see cref="IBeforeSave"/>. A handler that throws rolls the change set back, unless it was added with <see cref="FailureRule.BestEffort"/>.</remarks>
public interface IAfterSave
{
    /// <summary>Sees all changes of one type in the change set.</summary>
    ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken);
}

/// <summary>What becomes of a save when an after handler fails or refuses.</summary>
public enum FailureRule
{
    /// <summary>The change set is rolled back.</summary>
    RollBack,
    /// <summary>What the handler and its further changes wrote is undone, the failure is logged, and the save goes on. A call that does not end in its time still rolls everything back: nobody knows what it is doing.</summary>
    BestEffort,
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
