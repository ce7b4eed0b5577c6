namespace CrmKit.Fields;

/// <summary>Who may write a field.</summary>
public enum FieldNature
{
    /// <summary>Callers with the right, through the records door.</summary>
    Descriptive,
    /// <summary>Only the door that owns it (pipelines, assignment, conversion).</summary>
    State,
    /// <summary>Only the store (id, version, created, updated).</summary>
    System,
    /// <summary>Nobody: the engine computes it from other fields on every save.</summary>
    Computed,
}
