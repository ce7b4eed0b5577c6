using CrmKit.Scheduling;

namespace CrmKit.Workflows;

/// <summary>Something that workflows can be made of. Immutable.</summary>
public abstract record WorkflowStepDefinition
{
    /// <summary>Its key, which begins with the plugin's id: <c>acme.post-to-chat</c>.</summary>
    public required string Key { get; init; }

    /// <summary>What administrators read.</summary>
    public required LocalizedText Label { get; init; }

    /// <summary>The key of the only record type that it is for; <see langword="null"/> for all.</summary>
    public string? RecordType { get; init; }

    /// <summary>The inputs that it takes, with their rules; given by the builder that registers it.</summary>
    public IReadOnlyList<FieldDefinition> Inputs { get; internal init; } = [];

    /// <summary>Where it comes from: <c>core</c> or a plugin's id.</summary>
    public string Source { get; init; } = "core";
}

/// <summary>A trigger: what may start workflows.</summary>
public sealed record WorkflowTriggerDefinition : WorkflowStepDefinition
{
    /// <summary>The names of the events that it is asked about; <c>{type}</c> stands for the workflow's record type: <c>{type}.created</c>.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>When it is asked without an event; <see langword="null"/> for never.</summary>
    public JobSchedule? Schedule { get; init; }
}

/// <summary>A condition beyond the filter language.</summary>
public sealed record WorkflowConditionDefinition : WorkflowStepDefinition;

/// <summary>An action.</summary>
public sealed record WorkflowActionDefinition : WorkflowStepDefinition
{
    /// <summary>Whether its inputs are values of the record's own fields, by field key, instead of <see cref="WorkflowStepDefinition.Inputs"/>.</summary>
    public bool TakesFields { get; init; }
}
