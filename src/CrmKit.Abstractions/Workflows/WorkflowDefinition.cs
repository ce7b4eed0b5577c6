using System.Text.Json.Serialization;

namespace CrmKit.Workflows;

/// <summary>What shall happen by itself to records of one type: when, to which, and what. Defined by administrators through <see cref="IWorkflows"/>. Immutable.</summary>
public sealed record WorkflowDefinition
{
    /// <summary>Lower-case words, digits and hyphens, no dots: dots are for plugins.</summary>
    public required string Key { get; init; }

    /// <summary>What people call it.</summary>
    public required LocalizedText Label { get; init; }

    /// <summary>The catalog key of the type of the records that it runs for.</summary>
    public required string RecordType { get; init; }

    /// <summary>When it starts.</summary>
    public required WorkflowStep Trigger { get; init; }

    /// <summary>Which records it runs for, in the filter language; <see langword="null"/> for all that the trigger names.</summary>
    public string? Filter { get; init; }

    /// <summary>Conditions of plugins, all of which must hold; asked after the filter.</summary>
    public IReadOnlyList<WorkflowStep> Conditions { get; init; } = [];

    /// <summary>What is done, in order; at least one. A record gets all of them or none.</summary>
    public IReadOnlyList<WorkflowStep> Actions { get; init; } = [];

    /// <summary>Whether it starts; what is queued when it is switched off does not run.</summary>
    public bool IsActive { get; init; } = true;

    /// <summary>Counts its changes, from 1. Given by CrmKit.</summary>
    public int Version { get; init; }

    /// <summary>The user who saved it last, with whose rights it runs; <see langword="null"/> for the system. Given by CrmKit.</summary>
    public Guid? ActivatedById { get; init; }

    /// <summary>Since when it is active, in UTC: what was due before is not caught up on. Given by CrmKit.</summary>
    public DateTimeOffset? ActivatedAt { get; init; }
}

/// <summary>The use of a trigger, condition or action in a workflow. Immutable.</summary>
/// <param name="Key">Whose: the key of a definition in the catalog.</param>
public sealed record WorkflowStep(string Key)
{
    /// <summary>Its inputs, by key, checked against the definition's schema when the workflow is saved.</summary>
    [JsonConverter(typeof(CustomValuesConverter))]
    public CustomValues Inputs { get; init => field = value ?? CustomValues.Empty; } = CustomValues.Empty; // generated readers give null where it is left out
}
