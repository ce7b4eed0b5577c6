namespace CrmKit.Web.Pages;

/// <summary>What is kept about a person, before it is given out or erased.</summary>
internal sealed record PersonalModel
{
    public required NavigationLink Back { get; init; }

    /// <summary>Where the erasure is sent.</summary>
    public required string Address { get; init; }

    /// <summary>Where the file is asked for.</summary>
    public required string File { get; init; }

    public required IReadOnlyList<CrmError> Errors { get; init; }

    /// <summary>What is typed to confirm.</summary>
    public required string Name { get; init; }

    public required IReadOnlyList<PersonCount> Persons { get; init; }
    public required IReadOnlyList<PersonCount> Deleted { get; init; }
    public required IReadOnlyList<PersonCount> Emptied { get; init; }
    public required int Files { get; init; }
    public required IReadOnlyList<FieldChoice> Grounds { get; init; }

    /// <summary>What was chosen, when it was refused.</summary>
    public required string Ground { get; init; }

    /// <summary>What was typed, when it was refused.</summary>
    public required string Typed { get; init; }
}

/// <param name="Label">What people call the type.</param>
/// <param name="Count">How many.</param>
internal sealed record PersonCount(string Label, int Count);

/// <param name="List">Where the others are.</param>
/// <param name="Persons">How many contacts and leads he was.</param>
/// <param name="Records">Other records that lost values.</param>
/// <param name="Traces">What was removed beside records.</param>
internal sealed record PersonErasedModel(NavigationLink List, int Persons, IReadOnlyList<PersonCount> Records, int Traces);
